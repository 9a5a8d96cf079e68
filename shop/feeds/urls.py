"""Addresses for machines."""

from django.urls import path

from shop.feeds import views

urlpatterns = [
    path("robots.txt", views.show_robots, name="robots"),
    path("sitemap.xml", views.list_sitemaps, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.show_sitemap, name="sitemap-section"),
    path("new.rss", views.show_news, name="news"),
    path("feeds/google.xml", views.show_merchant_feed, name="merchant-feed"),
]
