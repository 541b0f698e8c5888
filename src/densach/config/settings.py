"""Settings, from the environment only. One installation lies in one folder, DENSACH_HOME."""

import os
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from .home import env_bool, home_folder, secret_key

SRC = Path(__file__).resolve().parents[1]
HOME = home_folder()
DEBUG = env_bool("DENSACH_DEBUG", default=False)
DEMO = env_bool("DENSACH_DEMO", default=(HOME / "demo").exists())
SECRET_KEY = secret_key(HOME)
ALLOWED_HOSTS = os.environ.get("DENSACH_HOSTS", "*").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("DENSACH_ORIGINS", "").split(",") if o]
# The public address, for links in feeds, on posters and QR codes; empty: taken from the request.
PUBLIC_URL = os.environ.get("DENSACH_PUBLIC_URL", "").rstrip("/")
DENSACH_NODE = os.environ.get("DENSACH_NODE", "")

USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [SRC / "config" / "locale"]  # config is no app; rooms bring theirs
USE_THOUSAND_SEPARATOR = False  # a year is not a quantity; numbers ask for |vn_number
AUTH_USER_MODEL = "people.Person"
ROOT_URLCONF = "densach.config.urls"
WSGI_APPLICATION = "densach.config.wsgi.application"
CSRF_FAILURE_VIEW = "densach.web.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "web:home"
LOGOUT_REDIRECT_URL = "web:home"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "densach.core",
    "densach.search",
    "densach.people",
    "densach.records",
    "densach.library",
    "densach.reading",
    "densach.community",
    "densach.web",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "densach.web.middleware.security_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "densach.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "densach.people.http.note_session_use",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
    "densach.web.middleware.refusals",
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "densach.people.services.sign_in.NameOrPhoneBackend",
]
# Staff may come in through another service (OpenID Connect), where these four are set.
OIDC_NAME = os.environ.get("DENSACH_OIDC_NAME", "")
OIDC_URL = os.environ.get("DENSACH_OIDC_URL", "")
OIDC_PROVIDER = "nganh"
if OIDC_URL:
    INSTALLED_APPS += [
        "allauth",
        "allauth.account",
        "allauth.socialaccount",
        "allauth.socialaccount.providers.openid_connect",
    ]
    MIDDLEWARE += ["allauth.account.middleware.AccountMiddleware"]
    SOCIALACCOUNT_ADAPTER = "densach.people.views.oidc_adapter.StaffAdapter"
    SOCIALACCOUNT_LOGIN_ON_GET = True  # a form may not lead to another site (form-action 'self')
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": OIDC_PROVIDER,
                    "name": OIDC_NAME or OIDC_URL,
                    "client_id": os.environ.get("DENSACH_OIDC_CLIENT", ""),
                    "secret": os.environ.get("DENSACH_OIDC_SECRET", ""),
                    "settings": {"server_url": OIDC_URL},
                }
            ],
        }
    }
PASSWORD_HASHERS = ["densach.people.services.hashing.BoxArgon2"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "densach.web.context.frame",
            ],
            "builtins": ["densach.web.templatetags.densach"],
        },
    }
]

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'densach.sqlite3'}",
        conn_max_age=600,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;"
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
        ),
    }
    DATABASES["default"]["CONN_MAX_AGE"] = None

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# Behind https, say so: cookies then travel over https only. A school box on plain http leaves it.
if env_bool("DENSACH_HTTPS", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = int(os.environ.get("DENSACH_HSTS_SECONDS", "0"))

STATIC_URL = "/static/"
STATICFILES_DIRS = [SRC / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG


def _is_named_by_content(_path: str, url: str) -> bool:
    return url.startswith("/static/dist/assets/")


WHITENOISE_IMMUTABLE_FILE_TEST = _is_named_by_content

_files = os.environ.get("DENSACH_FILES", "")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "densach": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": _files or str(HOME / "store")},
    },
}
if _files.startswith("s3://"):
    STORAGES["densach"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {"bucket_name": _files.removeprefix("s3://").strip("/")},
    }
CONTACT_EMAIL = os.environ.get("DENSACH_CONTACT_EMAIL", "")  # OAI-PMH names it
# Addresses in private networks are not fetched, unless the operator says so.
PRIVATE_FETCH = env_bool("DENSACH_PRIVATE_FETCH", default=False)
# nginx may send stored files itself after the program said who may have them (deploy/nginx.conf).
ACCEL_PREFIX = os.environ.get("DENSACH_ACCEL", "")
SEARCH_FOLDER = Path(os.environ.get("DENSACH_SEARCH", HOME / "search"))
DERIVED_FOLDER = HOME / "made"  # page pictures and the like: made when asked for, may be deleted
DERIVED_BYTES = int(os.environ.get("DENSACH_DERIVED_BYTES", str(2 << 30)))
SCRATCH_FOLDER = HOME / "scratch"

CACHES = {
    "default": {
        "BACKEND": "densach.core.cache.Cache",
        "LOCATION": str(HOME / "cache"),
    }
}
TASKS = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]},
}

FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(SCRATCH_FOLDER)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 2000
MAX_UPLOAD_BYTES = int(os.environ.get("DENSACH_MAX_UPLOAD_BYTES", str(4 << 30)))

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
# One name from one address: a school behind one address is never locked out as a whole.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "densach.people.services.sign_in.name_for_throttle"
AXES_LOCKOUT_CALLABLE = "densach.people.views.sign_in.locked_out"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the waiting time that is shown is true
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SILENCED_SYSTEM_CHECKS = ["axes.W003"]

# Logs say what happened, never who: no names, no addresses, no queries.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "densach.config.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("DENSACH_LOG", "WARNING")},
    "loggers": {
        "densach": {"level": os.environ.get("DENSACH_LOG", "INFO")},
        "django.request": {"level": "ERROR"},
        "waitress.queue": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
    },
}
