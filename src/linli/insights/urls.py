"""Doors of the insights room."""

from django.urls import path

from linli.insights.views import answers, papers, reports

urlpatterns = [
    path("m/definitions/", papers.definitions, name="definitions"),
    path("m/answers/", answers.form_answers, name="form_answers"),
    path("m/reports/", reports.reports, name="reports"),
    path("m/reports/columns/", papers.report_columns, name="report_columns"),
    path("m/reports/template/", papers.report_template, name="report_template"),
    path("m/reports/template/file/", papers.report_template_file, name="report_template_file"),
    path("m/reports/<uuid:pk>/", reports.report, name="report"),
    path("m/reports/<uuid:pk>/cells/<slug:code>/", reports.report_cell, name="report_cell"),
    path("m/reports/<uuid:pk>/move/<slug:verb>/", reports.report_move, name="report_move"),
    path("m/reports/<uuid:pk>/gaps/<uuid:record>/", reports.report_gap, name="report_gap"),
    path("m/reports/<uuid:pk>/versions/", reports.report_versions, name="report_versions"),
    path("m/reports/<uuid:pk>/file/<slug:form>/", papers.report_file, name="report_file"),
]
