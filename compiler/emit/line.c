/*
 * Line markers.
 */
#include "emit/internal.h"

void emit__line_at(struct printer *printer, uint32_t offset, bool is_glue) {
    struct place place = source_place(printer->program->source, offset);
    if (!place.line)
        return;
    put(printer, "\n# %u ", place.line);
    buffer_put_quoted(printer->buffer, place.file);
    put(printer, is_glue || place.system_header ? " 3\n" : "\n");
}

void emit__line(struct printer *printer, const struct node *node) {
    /* What is printed once more has been warned about before. */
    emit__line_at(printer, node_begin_offset(printer->program->tokens, node),
                  /* is_glue */ printer->copies != NULL);
}

void emit__glue_line(struct printer *printer, const struct node *node) {
    emit__line_at(printer, node_begin_offset(printer->program->tokens, node), /* is_glue */ true);
}

void emit__place_arguments(struct printer *printer, const struct node *node) {
    struct place place =
        source_place(printer->program->source, node_begin_offset(printer->program->tokens, node));
    buffer_put_quoted(printer->buffer, place.file ? place.file : "?");
    put(printer, ", %u", place.line);
}
