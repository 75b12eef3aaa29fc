// Package apidocs is the self-hosted reference of the REST API, GET /api/docs: the OpenAPI document as a page, with no
// script and nothing from elsewhere. It is in English, like the API's own messages.
package apidocs
