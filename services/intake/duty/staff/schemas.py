"""Staff and sign-in from outside."""

from marshmallow import Schema, fields, validate

from libs.common.actor import Role
from libs.common.http import PageQuery
from libs.common.identity.passwords import LONGEST, SHORTEST

KNOWN_ROLE = validate.OneOf([role.value for role in Role])
CODE = validate.Length(min=1, max=40)
MANY = validate.Length(max=200)
NAME = validate.Length(min=1, max=60)


class SignIn(Schema):
    login = fields.String(required=True, validate=validate.Length(min=1, max=60))
    password = fields.String(required=True, load_only=True, validate=validate.Length(min=1, max=LONGEST))


class StaffView(Schema):
    id = fields.String(required=True)
    centre = fields.String(required=True)
    login = fields.String(required=True)
    name = fields.String(required=True)
    roles = fields.List(fields.String(), required=True)
    centres = fields.List(fields.String(), required=True)
    villages = fields.List(fields.String(), required=True)
    unit = fields.String(required=True, allow_none=True)
    active = fields.Boolean(required=True)
    locked_until = fields.AwareDateTime(required=True, allow_none=True)
    version = fields.Integer(required=True)


class SignedInView(Schema):
    token = fields.String(required=True)
    expires_at = fields.AwareDateTime(required=True)
    staff = fields.Nested(StaffView, required=True)


class CreateStaff(Schema):
    centre = fields.String(load_default=None, metadata={"description": "中心代码；只属于一个中心时可不填"})
    login = fields.String(required=True, validate=validate.Length(min=2, max=60))
    name = fields.String(required=True, validate=NAME)
    roles = fields.List(fields.String(validate=KNOWN_ROLE), required=True, validate=validate.Length(min=1, max=10))
    centres = fields.List(fields.String(validate=CODE), required=True, validate=MANY)
    villages = fields.List(fields.String(validate=CODE), load_default=list, validate=MANY)
    unit = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class ChangeStaff(Schema):
    """What is not given stays as it is."""

    name = fields.String(validate=NAME)
    roles = fields.List(fields.String(validate=KNOWN_ROLE), validate=validate.Length(min=1, max=10))
    centres = fields.List(fields.String(validate=CODE), validate=MANY)
    villages = fields.List(fields.String(validate=CODE), validate=MANY)
    unit = fields.String(allow_none=True, validate=validate.Length(max=40))
    active = fields.Boolean()


class SetPassword(Schema):
    password = fields.String(required=True, load_only=True, validate=validate.Length(min=SHORTEST, max=LONGEST))


class StaffQuery(PageQuery):
    centre = fields.String(load_default=None)
    text = fields.String(load_default=None, validate=validate.Length(max=60))
    active = fields.Boolean(load_default=None)
