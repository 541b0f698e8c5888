"""Addresses of the room: the Learning Record Store for programs, its keys for administrators.

Two base addresses, one store: what a request without version header is answered with must be 2.0.0
by the newer specification and 1.0.3 by the older one.
"""

from django.urls import include, path

from .views import about, carrying, documents, keys, statements

app_name = "records"

store = [
    path("about", about.about, name="about"),
    path("statements", statements.statements, name="statements"),
    path("statements/more", statements.more, name="statements_more"),
    path("activities", about.activities, name="activities"),
    path("activities/state", documents.state, name="state"),
    path("activities/profile", documents.activity_profile, name="activity_profile"),
    path("agents", about.agents, name="agents"),
    path("agents/profile", documents.agent_profile, name="agent_profile"),
]

urlpatterns = [
    path("ban-ghi/nhap/", carrying.bring, name="carry"),
    path("quan-tri/cai-dat/khoa/", keys.keys, name="keys"),
    path("quan-tri/cai-dat/khoa/moi/", keys.new_key, name="new_key"),
    path("quan-tri/cai-dat/khoa/<int:pk>/", keys.key, name="key"),
    path("quan-tri/cai-dat/khoa/<int:pk>/het/", keys.end_key, name="end_key"),
    path("xapi/1.0.3/", include((store, "xapi1")), {"base": "1.0.3"}),
    path("xapi/", include((store, "xapi")), {"base": "2.0.0"}),
]
