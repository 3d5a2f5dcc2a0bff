"""Doors of buying."""

from django.urls import URLPattern, path

from linli.projects.procurement.views import bidder, buyer, judge, papers

urlpatterns: list[URLPattern] = [
    path("m/projects/<uuid:pk>/procurement/", buyer.procurement, name="procurement"),
    path("m/projects/contracts/template/", papers.contract_template, name="contract_template"),
    path("m/projects/contracts/<uuid:pk>/<slug:kind>/", papers.contract_paper, name="contract_paper"),
    path("m/tenders/", bidder.tenders, name="tenders"),
    path("m/tenders/<uuid:pk>/", bidder.tender, name="tender"),
    path("m/tenders/bids/<uuid:pk>/file/", papers.bid_file, name="bid_file"),
    path("m/judging/", judge.judging, name="judging"),
    path("m/judging/<uuid:pk>/", judge.judging_sheet, name="judging_sheet"),
]
