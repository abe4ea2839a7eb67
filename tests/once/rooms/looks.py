"""Looks at an applicant's papers among the POSTs."""

from tests.once.row import Post, at

LOOKS = [
    Post("look", "clerk", lambda w: at("look", w.new.pk, reason="核对地址"), {"agencies.AccessLog": 1}, {"reason": "核对电话"}, said="核对电话"),
    Post("looks-open", "supervisor", lambda w: at("looks-open", paper="attachment", key=w.attachment.pk, reason="专项检查"), {}, {"reason": "另一个理由"}, said="另一个理由"),
    Post("archive-record", "clerk", lambda w: at("archive-record", w.record.pk, reason="复议答复"), ok=(200,), asks=(200,)),  # a look, each on record
]  # fmt: skip
