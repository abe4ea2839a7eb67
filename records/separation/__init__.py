"""Separation of what may be given out from what is withheld (区分处理, 条例37), with proof, page by page of a PDF."""
