// Package gallery shows every page in every state with fixed data, for the three brands and all languages. It is
// mounted at /dev/gallery in development, and it is what the accessibility and screenshot tests visit.
package gallery
