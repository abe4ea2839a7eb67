"""What the pages of the office send besides what is typed: pressed buttons, answered questions."""

from workflow.form_fields import ButtonField, SentForm, free_text


class RetryForm(SentForm):
    """Whether all letters that failed are tried again."""

    again = ButtonField()


class ClosingWithdrawalForm(SentForm):
    """Whether the end of an agency is taken back."""

    back = ButtonField()


class GrantForm(SentForm):
    """Whether roles that were asked for are granted; another button refuses them."""

    grant = ButtonField()


class ConfirmClosingForm(SentForm):
    """Whether an account is closed although cases are in its hands."""

    anyway = ButtonField()


class SeriesForm(SentForm):
    """Which series of numbers of an old register goes on: that of the documents, or that of the register."""

    what = free_text()
    families = ButtonField()

    @property
    def of_documents(self) -> bool:
        """Say whether it is the documents'; they alone name the letters that they number."""
        return self.sent["families"] or self.sent["what"] == "documents"
