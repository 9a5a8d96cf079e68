"""The tree of categories."""

from django.contrib import admin
from oscar.core.loading import get_model
from treebeard.forms import movenodeform_factory

from shop.goods.admin.shown import ShownScreen

Category = get_model("catalogue", "Category")


@admin.register(Category)
class CategoryScreen(ShownScreen):
    """The tree of categories in its own order."""

    list_display = ("full_name", "slug", "is_public")
    search_fields = ("name",)
    ordering = ("path",)
    prepopulated_fields = {"slug": ("name",)}

    form = movenodeform_factory(
        Category, fields=["name", "slug", "description", "image", "is_public"]
    )
