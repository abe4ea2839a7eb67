"""The settings of the log as Django and gunicorn take them, made of what the environment says."""

FORMATTERS = {
    "json": {"()": "config.logs.formatters.JsonLine"},
    "text": {"()": "config.logs.formatters.TextLine"},
}


def logging_settings(*, level: str, form: str, requests: bool, file: str, megabytes: int, kept: int) -> dict:
    """Return them: everything to one place, a file where one is named, else standard error."""
    handler: dict = {"class": "logging.StreamHandler", "formatter": form}
    if file:
        handler = {
            "class": "config.logs.rotation.SharedFileHandler",
            "formatter": form,
            "filename": file,
            "most_bytes": megabytes * 1024 * 1024,
            "kept": kept,
        }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": FORMATTERS,
        "handlers": {"out": handler},
        "root": {"handlers": ["out"], "level": level},
        "loggers": {
            # Django gives this one a handler of its own, for DEBUG alone, and keeps it from ours.
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": ["out"], "level": level, "propagate": False},
            "agencies.authentication": {"level": "INFO"},  # every sign-in, whatever else is left out
            "config.requests": {"level": "INFO" if requests else "WARNING"},
        },
    }


def web_server_settings(settings: dict) -> dict:
    """Return the same for gunicorn, whose loggers have handlers of their own unless they are told otherwise."""
    own = {"handlers": ["out"], "level": "INFO", "propagate": False}
    return settings | {"loggers": settings["loggers"] | {"gunicorn.error": own, "gunicorn.access": own}}
