"""Draws every Django form in the design: error summary, labels above, hints below, errors tied to their field."""

from django.forms.renderers import TemplatesSetting


class DesignRenderer(TemplatesSetting):
    """The renderer named by FORM_RENDERER; its templates are the project's own."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"
