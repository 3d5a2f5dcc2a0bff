"""Doors of the room."""

from django.urls import URLPattern, path

from linli.surveys.views import field, public, respond, work, writing

urlpatterns: list[URLPattern] = [
    path("s/<str:token>/", respond.respond, name="respond"),
    path("s/<str:token>/coached/", respond.respond_coached, name="respond_coached"),
    path("survey/", public.surveys_public, name="surveys_public"),
    path("survey/<uuid:pk>/", public.survey_public, name="survey_public"),
    path("survey/<uuid:pk>/draw.json", public.survey_replay, name="survey_replay"),
    path("m/interviews/", field.interviews, name="interviews"),
    path("m/surveys/", work.surveys, name="surveys"),
    path("m/surveys/new/", work.survey_new, name="survey_new"),
    path("m/surveys/questions/new/", writing.questionnaire_new, name="questionnaire_new"),
    path("m/surveys/questions/<uuid:pk>/", writing.questionnaire, name="questionnaire"),
    path("m/surveys/<uuid:pk>/", work.survey, name="survey"),
    path("m/surveys/<uuid:pk>/team/", work.survey_team, name="survey_team"),
    path("m/surveys/<uuid:pk>/step/", work.survey_step, name="survey_step"),
    path("m/surveys/<uuid:pk>/sample/", work.survey_sample, name="survey_sample"),
    path("m/surveys/<uuid:pk>/answers/", work.survey_answers, name="survey_answers"),
    path("m/surveys/<uuid:pk>/next/", field.survey_next, name="survey_next"),
    path("m/surveys/<uuid:pk>/rectify/", work.survey_rectify, name="survey_rectify"),
    path("m/surveys/<uuid:pk>/announce/", work.survey_announce, name="survey_announce"),
    path("m/surveys/rectify/<uuid:pk>/", work.rectification, name="rectification"),
    path("m/surveys/ask/<uuid:pk>/", field.interview, name="interview"),
    path("m/surveys/ask/<uuid:pk>/number/", field.interview_number, name="interview_number"),
    path("m/surveys/ask/<uuid:pk>/sheet/", field.interview_sheet, name="interview_sheet"),
]
