"""What every act asks for, on its page and over the API, as one text: `python -m tests.workflow.acts.kept_fields` writes it anew."""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import django
from django import forms
from django.utils.translation import override

KEPT = Path(__file__).with_name("kept_fields.txt")
LIMITS = ("min_value", "max_value", "min_length", "max_length")


def on_the_page(form: type[forms.Form]) -> Iterator[str]:
    """Yield the fields of a form."""
    for name, field in form.base_fields.items():
        yield f"page {name} {_said(field)}"


def over_the_api(fields: dict, inside: str = "") -> Iterator[str]:
    """Yield the fields that the API takes, those of lists and of what stands in them too."""
    for name, field in fields.items():
        yield f"api {inside}{name} {_said(field)}"
        child = getattr(field, "child", field)
        if child is not field:
            yield f"api {inside}{name}[] {_said(child)}"
        if hasattr(child, "fields"):
            yield from over_the_api(child.fields, f"{inside}{name}.")


def _said(field) -> str:
    limits = [f"{name}={getattr(field, name)}" for name in LIMITS if getattr(field, name, None) is not None]
    given = getattr(field, "choices", ())
    choices = [str(one if isinstance(given, dict) else one[0]) for one in given]
    flags = ["needed" if field.required else "may be left out"]
    flags += ["not empty"] if getattr(field, "allow_empty", True) is False else []
    flags += ["nothing else"] if getattr(field, "allow_blank", True) is False else []
    return " ".join([type(field).__name__, *flags, *limits, *(["one of " + ",".join(choices)] if choices else [])])


def every_field() -> str:
    """Return one line a field, act by act."""
    acts = import_module("workflow.cases.act").ACTS  # once Django is set up, where this is run as a program

    lines = []
    with override("en"):
        for code, act in sorted(acts.items()):
            fields = [*(on_the_page(act.form) if act.form else ()), *over_the_api(act.api_fields)]
            lines += [f"{code} {field}" for field in fields]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    KEPT.write_text(every_field(), encoding="utf-8")
