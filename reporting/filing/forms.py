"""What a government types when it sets earlier deadlines for a year."""

from django.utils.translation import gettext_lazy as _

from agencies.forms.fields import RefusableForm, typed_day


class DeadlinesForm(RefusableForm):
    """By when the units file and the government publishes."""

    units_by = typed_day(_("Units file by"))
    publish_by = typed_day(_("Published by"))
