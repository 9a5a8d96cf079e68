"""Stock Oscar's way in."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from oscar.core.loading import get_model  # noqa: E402  the apps are ready from here on

# Two processes that lay down this picture at once fail one another, so it is laid before the fork.
get_model("catalogue", "Product")().get_missing_image()
