"""The answer form of a questionnaire: a workbook that people fill in, and how it is laid out."""
