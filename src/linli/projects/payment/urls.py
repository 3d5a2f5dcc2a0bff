"""Doors of paying."""

from django.urls import URLPattern, path

from linli.projects.payment.views import money, payments, performance

urlpatterns: list[URLPattern] = [
    path("m/projects/payments/", payments.payments, name="payments"),
    path("m/projects/payments/<uuid:pk>/", payments.project_payment, name="project_payment"),
    path("m/projects/payments/<uuid:pk>/invoice/", payments.project_invoice, name="project_invoice"),
    path("m/projects/<uuid:pk>/payments/", money.project_payments, name="project_payments"),
    path("m/projects/<uuid:pk>/payments/new/", money.project_payment_new, name="project_payment_new"),
    path("m/projects/<uuid:pk>/performance/", performance.project_performance, name="project_performance"),
]
