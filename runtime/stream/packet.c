/*
 * packet.c: a length, then so many bytes.
 */
#include <errno.h>
#include <wok/wok.h>

static bool is_known(const struct wok_packet_format *format) {
    return format->length_size == 1 || format->length_size == 2 || format->length_size == 4 ||
           format->length_size == 8;
}

static uint64_t length_read(const struct wok_packet_format *format, const unsigned char *bytes) {
    uint64_t value = 0;
    for (unsigned i = 0; i < format->length_size; i++) {
        unsigned at = format->little_endian ? format->length_size - 1u - i : i;
        value = value << 8 | bytes[at];
    }
    return value;
}

static void length_write(const struct wok_packet_format *format, unsigned char *bytes,
                         uint64_t value) {
    for (unsigned i = 0; i < format->length_size; i++) {
        unsigned at = format->little_endian ? i : format->length_size - 1u - i;
        bytes[at] = (unsigned char)value;
        value >>= 8;
    }
}

/* The packet's length without its own bytes, or negative errno. */
static int64_t length_checked(const struct wok_packet_format *format, uint64_t length) {
    if (format->counts_itself) {
        if (length < format->length_size)
            return -EBADMSG;
        length -= format->length_size;
    }
    return length > format->length_max ? -EMSGSIZE : (int64_t)length;
}

async ssize_t wok_reader_packet(struct wok_reader *self, const struct wok_packet_format *format,
                                char **bytes) {
    if (!is_known(format))
        return -EINVAL;
    ssize_t filled = await wok_reader_fill(self, format->length_size);
    if (filled < 0)
        return filled;
    if (filled < format->length_size)
        return -ENODATA;
    int64_t length =
        length_checked(format, length_read(format, (const void *)wok_reader_bytes(self)));
    if (length < 0)
        return (ssize_t)length;
    size_t size = (size_t)length + format->length_size;
    filled = await wok_reader_fill(self, size);
    if (filled < 0)
        return filled;
    if ((size_t)filled < size)
        return -ENODATA;
    *bytes = self->memory + self->begin + format->length_size;
    wok_reader_consume(self, size);
    return (ssize_t)length;
}

async ssize_t wok_writer_packet(struct wok_writer *self, const struct wok_packet_format *format,
                                const void *bytes, size_t size) {
    unsigned char length[8];
    if (!is_known(format))
        return -EINVAL;
    if (size > format->length_max)
        return -EMSGSIZE;
    uint64_t value = (uint64_t)size + (format->counts_itself ? format->length_size : 0u);
    if (format->length_size < 8 && value >> (8 * format->length_size))
        return -EMSGSIZE;
    length_write(format, length, value);
    ssize_t count = await wok_writer_write(self, length, format->length_size);
    if (count < 0)
        return count;
    return await wok_writer_write(self, bytes, size);
}
