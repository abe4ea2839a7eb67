"""Text of a template on several lines that is one line of the page or letter: Chinese is written without blanks."""

import re

from django import template
from django.template.base import NodeList, Parser, TextNode, Token

register = template.Library()
BREAK = re.compile(r"[ \t]*\n[ \t]*")


class JoinedLines(template.Node):
    """The content of a `join_lines`, whose breaks were taken out when the template was read."""

    def __init__(self, nodelist: NodeList):
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        """Return the content; values that are put in keep their own breaks."""
        return self.nodelist.render(context)


@register.tag
def join_lines(parser: Parser, token: Token) -> JoinedLines:
    """Return the content up to `endjoin_lines` without the breaks of its source and the blanks around them."""
    nodelist = parser.parse(("endjoin_lines",))
    parser.delete_first_token()
    for node in nodelist.get_nodes_by_type(TextNode):
        node.s = BREAK.sub("", node.s)
    return JoinedLines(nodelist)
