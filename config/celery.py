"""The background worker: tasks pull their work from the database."""

import os

from celery import Celery, Task
from celery.schedules import crontab
from kombu.transport import TRANSPORT_ALIASES

from config.logs.request import HEADER, present_request_id

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

TRANSPORT_ALIASES["filesystem"] = "config.broker:Transport"


class RequestedTask(Task):
    """A task whose message names the request that asked for it, so that lines of the worker bear its id too."""

    def apply_async(self, args=None, kwargs=None, *, headers=None, **options):
        """Send the message; a task that a task asks for is of the same request."""
        request = present_request_id()
        named = {HEADER: request, **(headers or {})} if request else headers
        return super().apply_async(args, kwargs, headers=named, **options)


app = Celery("config", task_cls=RequestedTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    # Sweeps, not ETAs: a legal date is a column, and whatever a queue loses the next sweep finds.
    "sign of life": {"task": "workflow.tasks.give_sign", "schedule": 60.0},
    "render letters": {"task": "notices.tasks.render_letters", "schedule": 15.0},
    "changes for platforms": {"task": "workflow.tasks.deliver_changes", "schedule": 15.0},
    "draw published reports": {"task": "reporting.tasks.draw_published", "schedule": 30.0},
    "recompute on a new calendar": {"task": "workflow.tasks.recompute_stale", "schedule": 60.0},
    "lapses": {"task": "workflow.tasks.lapse_unanswered", "schedule": crontab(minute="10", hour="0,8")},
    "quality of cases": {"task": "reporting.tasks.score_cases", "schedule": crontab(minute="20", hour="2")},
    "files of destroyed packages": {
        "task": "workflow.tasks.erase_destroyed",
        "schedule": crontab(minute="40", hour="3"),
    },
    "search texts": {"task": "workflow.tasks.fill_search", "schedule": crontab(minute="5")},
    "old failures to sign in": {"task": "agencies.tasks.erase_failures", "schedule": crontab(minute="25", hour="3")},
    "stored files": {"task": "agencies.tasks.sweep_files", "schedule": crontab(minute="50", hour="2")},
    "stored files, hashed": {
        "task": "agencies.tasks.sweep_files",
        "schedule": crontab(minute="50", hour="3", day_of_week="sunday"),
        "kwargs": {"deep": True},
    },
    "heads of chains": {"task": "agencies.tasks.write_heads", "schedule": 600.0},
    "reminders": {"task": "workflow.tasks.remind", "schedule": crontab(minute="30", hour="7")},
}
