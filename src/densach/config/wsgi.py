"""The program as WSGI sees it."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "densach.config.settings")
application = get_wsgi_application()
