package imagex

import (
	"bytes"
	"encoding/binary"
)

// Exif data is a TIFF block; the only thing we read from it is the orientation, tag 0x0112 of the first directory
// (Exif 2.32, 4.6.4). Everything here is bounds-checked and gives up silently: a picture without it is upright.

// orientationOf reads the orientation from a TIFF block.
func orientationOf(tiff []byte) orientation {
	if len(tiff) < 8 {
		return upwards
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return upwards
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return upwards
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			break
		}
		const tagOrientation, typeShort = 0x0112, 3
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			if o := orientation(order.Uint16(entries[8:])); o >= upwards && o <= turnedLeft {
				return o
			}
			break
		}
		entries = entries[12:]
	}
	return upwards
}

var exifHeader = []byte("Exif\x00\x00")

// exifOfJPEG walks the segments up to the picture data.
func exifOfJPEG(raw []byte) []byte {
	const app1, startOfScan = 0xe1, 0xda
	for p := raw[2:]; len(p) >= 4 && p[0] == 0xff && p[1] != startOfScan; {
		if p[1] == 0xff { // fill byte
			p = p[1:]
			continue
		}
		n := int(binary.BigEndian.Uint16(p[2:]))
		if n < 2 || len(p) < 2+n {
			return nil
		}
		if body := p[4 : 2+n]; p[1] == app1 && bytes.HasPrefix(body, exifHeader) {
			return body[len(exifHeader):]
		}
		p = p[2+n:]
	}
	return nil
}

// exifOfPNG finds the eXIf chunk.
func exifOfPNG(raw []byte) []byte {
	for p := raw[8:]; len(p) >= 12; {
		n := int64(binary.BigEndian.Uint32(p))
		if int64(len(p)) < 12+n {
			return nil
		}
		if string(p[4:8]) == "eXIf" {
			return p[8 : 8+n]
		}
		p = p[12+n:]
	}
	return nil
}

// exifOfWebP finds the EXIF chunk; some writers keep JPEG's header in front.
func exifOfWebP(raw []byte) []byte {
	for p := raw[12:]; len(p) >= 8; {
		n := int64(binary.LittleEndian.Uint32(p[4:]))
		if int64(len(p)) < 8+n {
			return nil
		}
		if string(p[:4]) == "EXIF" {
			return bytes.TrimPrefix(p[8:8+n], exifHeader)
		}
		p = p[min(8+n+n%2, int64(len(p))):] // chunks are padded to an even length
	}
	return nil
}
