from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0036_followed_by"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE projects_project SET followed_by_id = created_by_id WHERE created_by_id IS NOT NULL",
            migrations.RunSQL.noop,
        ),
    ]
