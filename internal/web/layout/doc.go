// Package layout is the frame of every page: head, header with search, navigation, notices, the page's content, footer
// with "Help now", and the phone's tab bar. It is given a Page and knows no request.
package layout
