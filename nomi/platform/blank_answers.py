"""Django answers a method that a page does not take with nothing at all; people get words."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.loader import render_to_string

View = Callable[[HttpRequest], HttpResponse]


def fill_blank_answers(get_response: View) -> View:
    """Say on a blank 405 what happened and where to go; needs neither database nor session.

    Who was asked to sign in when she pressed a button comes back to the button's address by GET.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            response.content = render_to_string("405.html").encode()
        return response

    return respond
