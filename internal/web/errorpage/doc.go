// Package errorpage is what people see instead of a page: what happened, what is safe, what to do, and the request's id.
package errorpage
