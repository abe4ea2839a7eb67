"""A state for annulled registrations, corrected particulars, and by whom and by which mail each case is found again."""

from django.db import migrations, models

from intake.applicants import identity_key, mail_key, person_key

AT_ONCE = 1000
STATES = (
    "registered", "handling", "awaiting_correction", "awaiting_payment", "awaiting_reasons", "lapsed", "in_review",
    "approved", "signed", "replied", "delivered", "withdrawn", "closed", "annulled",
)  # fmt: skip


def fill(apps, schema_editor):
    """Write the keys of every row; no particulars were corrected before."""
    SearchText = apps.get_model("workflow", "SearchText")
    keys = list(SearchText.objects.order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        rows = list(SearchText.objects.filter(pk__in=keys[first : first + AT_ONCE]).select_related("case__application"))
        for row in rows:
            asked = row.case.application
            row.person, row.identity = person_key(asked.applicant_name), identity_key(asked.identity_number)
            row.mail = mail_key(asked.tracking_number)
        SearchText.objects.bulk_update(rows, ["person", "identity", "mail"])


def judge_revoked(apps, schema_editor):
    """Empty the judgement of replies that were revoked and not given anew: it is that of the reply to come, but for a late one."""
    Event = apps.get_model("workflow", "Event")
    revoked = Event.objects.filter(act="revoke_reply").order_by().values_list("case", flat=True).distinct()
    for case in apps.get_model("workflow", "Case").objects.filter(pk__in=revoked).exclude(timeliness="late"):
        events = list(Event.objects.filter(case=case).order_by("seq").values_list("seq", "act", "data"))
        gone = {data["annuls"] for _, act, data in events if act == "annul"}
        ends = [act for seq, act, _ in events if act in ("reply", "withdraw", "revoke_reply") and seq not in gone]
        if ends and ends[-1] == "revoke_reply":
            case.timeliness = ""
            case.save(update_fields=["timeliness"])


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        ("workflow", "0009_case_transfers"),
    ]

    operations = [
        migrations.RemoveConstraint("case", "state_known"),
        migrations.AddField("case", "particulars", models.JSONField(blank=True, default=dict)),
        *(
            migrations.AddField(
                "searchtext", name, models.CharField(blank=True, db_index=True, default="", max_length=length)
            )
            for name, length in (("person", 80), ("identity", 80), ("mail", 40))
        ),
        migrations.AddConstraint(
            "case", models.CheckConstraint(condition=models.Q(state__in=list(STATES)), name="state_known")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(judge_revoked, migrations.RunPython.noop),
    ]
