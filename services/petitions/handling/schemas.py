"""What the handling routes take."""

from marshmallow import Schema, fields, validate


class AnswerPetition(Schema):
    text = fields.String(required=True, validate=validate.Length(max=8000))
