// Package imagex turns a picture that a person uploaded into a safe portrait: two square JPEGs, made anew from the
// pixels, so that nothing else of the upload (place, camera, hidden files, scripts) survives.
//
// A picture is judged by its content, never by its name or declared type: JPEG, PNG and WebP are read. Its size is
// checked before anything is decoded. What could make decoding expensive beyond its size (progressive JPEGs with very
// many scans, 16-bit pixels) is bounded too. Decoding a camera's photo takes a few hundred milliseconds: do it in a
// job, not in a request.
//
// Colour profiles are dropped; all pictures are taken for sRGB.
package imagex
