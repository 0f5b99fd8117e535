"""Field forms: definitions as data, written as XLSForms; submissions come back as tables."""

from trucewatch.intake.forms.definitions import FormDefinition, Question, form_definitions, form_mapping
from trucewatch.intake.forms.xlsform import write_xlsform

__all__ = ["FormDefinition", "Question", "form_definitions", "form_mapping", "write_xlsform"]
