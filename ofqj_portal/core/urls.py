from django.conf import settings
from django.urls import URLPattern, URLResolver, path

from ofqj_portal.core.views import appearance, demo_mails, files, gallery, health, jobs, metrics

app_name = "core"
urlpatterns: list[URLPattern | URLResolver] = [
    path("apparence/", appearance.appearance, name="appearance"),
    path("demo/courriels/", demo_mails.mails, name="demo_mails"),
    path("demo/courriels/<uuid:mail_id>/", demo_mails.mail, name="demo_mail"),
    path("demo/courriels/<uuid:mail_id>/html/", demo_mails.mail_html, name="demo_mail_html"),
    path("fichiers/<uuid:file_id>/", files.download, name="file"),
    path("metriques/", metrics.metriques, name="metrics"),
    path("sante/", health.sante, name="health"),
    path("travaux/<uuid:job_id>/", jobs.job, name="job"),
    path("travaux/<uuid:job_id>/arreter/", jobs.cancel, name="job_cancel"),
]
if settings.DEBUG or settings.DEMO:
    urlpatterns.append(path("galerie/", gallery.gallery, name="gallery"))
