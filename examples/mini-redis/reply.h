/* Replies, as RESP 2 spells them. Numbers are written without printf: they are in every reply. */
#ifndef MINI_REDIS_REPLY_H
#define MINI_REDIS_REPLY_H

#include "bytes.h"

void reply_text(struct buffer *buffer, const char *line);  /* "+OK\r\n": as it is on the wire */
void reply_error(struct buffer *buffer, const char *text); /* with its code: "ERR no such key" */
void reply_integer(struct buffer *buffer, int64_t value);
void reply_bulk(struct buffer *buffer, struct bytes bytes);
void reply_double(struct buffer *buffer, double value);
void reply_nothing(struct buffer *buffer); /* the null bulk string */
void reply_array(struct buffer *buffer, size_t count);

#endif
