/*
 * The frame's struct, and the local types that its members need at file scope.
 */
#include <string.h>

#include "emit/internal.h"
#include "layout/layout.h"

static void put_hoisted_tags(struct printer *printer, const struct node *node);

/* Where the name of a definition stands, or would stand: before `:` or `{`. */
static uint32_t place_of_name(const struct printer *printer, const struct node *tag) {
    const struct tokens *tokens = printer->program->tokens;
    if (tag->name != NO_TOKEN)
        return tag->name;
    uint32_t child = 0, token = tag->token + 1;
    while (token < tag->end && !token_is(tokens, token, "{") && !token_is(tokens, token, ":")) {
        while (child < tag->child_count && tag->children[child]->end <= token)
            child++;
        bool is_child = child < tag->child_count && tag->children[child]->first == token;
        token = is_child ? tag->children[child]->end : token + 1;
    }
    return token;
}

/* struct { … } __attribute__((packed)) x: the attribute is the type's, not the variable's. */
static const struct node *attribute_behind(const struct node *tag, const struct node *attribute) {
    const struct node *parent = tag->parent;
    const struct node *last = tag;
    for (uint32_t i = 0; parent && i < parent->child_count; i++) {
        const struct node *child = parent->children[i];
        if (child->kind != NODE_ATTRIBUTE || child->first != last->end)
            continue;
        last = child;
        if (child == attribute)
            return child;
    }
    return attribute ? NULL : last == tag ? NULL : last;
}

bool emit__is_of_hoisted_tag(const struct printer *printer, const struct node *attribute) {
    const struct node *parent = attribute->parent;
    for (uint32_t i = 0; parent && i < parent->child_count; i++) {
        const struct node *child = parent->children[i];
        if (child->kind != NODE_TAG || !(child->flags & NODE_IS_DEFINITION))
            continue;
        const struct symbol *symbol = printer->program->symbol_at[child->token];
        if (symbol && symbol->hoisted && attribute_behind(child, attribute))
            return true;
    }
    return false;
}

/* Printed in full under its new name; every use prints as a reference. */
static void put_tag_definition(struct printer *printer, const struct node *tag,
                               const struct symbol *symbol) {
    uint32_t name = place_of_name(printer, tag);
    put_hoisted_tags(printer, tag);
    emit__line(printer, tag);
    emit__tokens(printer, tag, tag->first, name);
    put(printer, " %s ", symbol->hoisted);
    const struct node *last = attribute_behind(tag, /* any */ NULL);
    emit__tokens(printer, tag, tag->name == NO_TOKEN ? name : name + 1, tag->end);
    for (uint32_t token = tag->end; last && token < last->end; token++)
        put(printer, " %s", token_string(printer->program->tokens, token));
    put(printer, ";");
}

static void put_hoisted_tags(struct printer *printer, const struct node *node) {
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *child = node->children[i];
        const struct symbol *symbol = child->kind == NODE_TAG && (child->flags & NODE_IS_DEFINITION)
                                          ? printer->program->symbol_at[child->token]
                                          : NULL;
        if (symbol && symbol->hoisted)
            put_tag_definition(printer, child, symbol);
        else
            put_hoisted_tags(printer, child);
    }
}

static void put_static(struct printer *printer, const struct symbol *symbol) {
    emit__line(printer, symbol->declaration);
    emit__node(printer, symbol->declaration->children[0]);
    put(printer, " ");
    emit__node(printer, symbol->declarator);
    put(printer, ";");
}

/* A type inside another's definition was written before that one. */
static bool is_nested_tag(const struct node *tag) {
    const struct node *parent = tag->parent;
    while (parent && parent->kind != NODE_TAG && parent->kind != NODE_BLOCK)
        parent = parent->parent;
    return parent && parent->kind == NODE_TAG;
}

void emit__hoisted(struct printer *printer, const struct routine *routine) {
    for (size_t i = 0; i < routine->symbols.count; i++) {
        struct symbol *symbol = routine->symbols.items[i];
        if (!symbol->hoisted || symbol->kind == SYMBOL_ENUMERATOR)
            continue;
        if (symbol->kind != SYMBOL_TAG)
            put_static(printer, symbol);
        else if (!is_nested_tag(symbol->declaration))
            put_tag_definition(printer, symbol->declaration, symbol);
    }
}

static void put_alignment(struct printer *printer, const struct node *node, bool is_specifier) {
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *child = node->children[i];
        if (child->kind == NODE_DECLARATOR)
            put_alignment(printer, child, is_specifier);
        if (child->kind != NODE_ATTRIBUTE || (child->flags & NODE_IS_CLEANUP))
            continue;
        bool is_alignas = token_is(printer->program->tokens, child->first, "_Alignas") ||
                          token_is(printer->program->tokens, child->first, "alignas");
        bool is_aligned = false;
        for (uint32_t t = child->first; t < child->end; t++)
            is_aligned |= token_is(printer->program->tokens, t, "aligned") ||
                          token_is(printer->program->tokens, t, "__aligned__");
        if (is_specifier ? is_alignas : is_aligned) {
            emit__tokens(printer, child, child->first, child->end);
            put(printer, " ");
        }
    }
}

static bool declarator_holds(const struct printer *printer, const struct node *declarator,
                             const char *word) {
    uint32_t name = program_declared_name(declarator);
    for (uint32_t t = declarator->first; t < declarator->end && t != name; t++)
        if (token_is(printer->program->tokens, t, word))
            return true;
    return false;
}

/* The type of an unnamed struct is its hoisted definition: declared as the user did, minus const. */
static void put_unnamed(struct printer *printer, const struct symbol *symbol) {
    const struct node *specifiers = symbol->declaration->children[0];
    for (uint32_t i = 0; i < specifiers->child_count; i++)
        if (specifiers->children[i]->kind == NODE_TAG)
            emit__node(printer, specifiers->children[i]);
    put(printer, " ");
    const struct node *declarator = symbol->declarator->kind == NODE_INIT_DECLARATOR
                                        ? symbol->declarator->children[0]
                                        : symbol->declarator;
    struct symbol field = {.kind = SYMBOL_VARIABLE, .name = symbol->field};
    struct symbol **at = &printer->program->symbol_at[symbol->token];
    struct symbol *saved = *at;
    *at = &field;
    emit__node(printer, declarator);
    *at = saved;
    put(printer, ";");
}

static void put_variable(struct printer *printer, const struct symbol *symbol) {
    const struct node *specifiers = symbol->declaration->children[0];
    const struct node *declarator = symbol->declarator->children[0];
    emit__line_at(printer, printer->program->tokens->items[symbol->token].offset,
                  /* is_glue */ true);
    if (symbol->block)
        return; /* its strand stands with the bodies */
    if (program_is_handle(symbol)) {
        put(printer, "%s %s;",
            emit__handle_type(symbol->class == VARIABLE_BOX ? ORACLE_BOXED : ORACLE_TASK),
            symbol->field);
        return;
    }
    if (symbol->class == VARIABLE_FUTURE) {
        const struct routine *callee = symbol->future_of;
        put(printer, "%s %s;",
            callee->is_leaf ? callee->declaration->future_struct : emit__whole(printer, callee),
            symbol->field);
        return;
    }
    put_alignment(printer, specifiers, /* is_specifier */ true);
    if (!symbol->type || !symbol->type->spelling) {
        put_unnamed(printer, symbol);
        return;
    }
    bool is_volatile = program_declares_plain_name(symbol->declarator)
                           ? (specifiers->flags & NODE_IS_VOLATILE) != 0
                           : declarator_holds(printer, declarator, "volatile");
    put(printer, "%s__typeof__(%s) %s ", is_volatile ? "volatile " : "",
        emit__type(printer, symbol->type, symbol->declaration), symbol->field);
    put_alignment(printer, symbol->declarator, /* is_specifier */ false);
    put_alignment(printer, specifiers, /* is_specifier */ false);
    put(printer, ";");
}

static void put_children(struct printer *printer, const struct body *body);

static void put_state(struct printer *printer, const struct body *body) {
    put(printer,
        layout_state_size(body) == 1 ? " unsigned char wok__state" : " unsigned short wok__state");
    if (body->outer)
        put(printer, "_%u", body->number);
    put(printer, ";");
}

static void put_strand(struct printer *printer, const struct body *branch) {
    put(printer, " struct { struct wok_strand strand; struct wok_frame frame; } wok__branch_%u;",
        branch->number);
}

static void put_branch(struct printer *printer, const struct body *branch) {
    put_strand(printer, branch);
    put_children(printer, branch);
}

static void put_child(struct printer *printer, const struct suspension *suspension) {
    const struct step *step = suspension->step;
    unsigned number = suspension->number;
    if (!step->future) {
        put(printer, "__extension__ struct {");
        for (uint32_t i = 0; i < step->branch_count; i++)
            put_branch(printer, step->branches[i]);
        put(printer, " int wok__winner_%u; };", number);
        return;
    }
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
        put(printer, "struct wok__frame_%s wok__child_%u;", step->future->routine->name, number);
        return;
    case FUTURE_LEAF:
        put(printer, "%s wok__child_%u;", step->future->routine->declaration->future_struct,
            number);
        return;
    case FUTURE_CALL:
        put(printer, "struct wok_frame *wok__child_%u;", number);
        return;
    case FUTURE_VARIABLE:
    case FUTURE_BLOCK:
        return;
    case FUTURE_BOX:
        put(printer, "wok_box_handle wok__child_%u;", number);
        return;
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        put(printer, "struct wok_task_wait wok__child_%u;", number);
        return;
    }
}

static void put_children(struct printer *printer, const struct body *body) {
    if (!body->suspensions.count)
        return;
    put(printer, " __extension__ union { char wok__nothing_%u;", body->number);
    for (size_t i = 0; i < body->suspensions.count; i++) {
        put(printer, " ");
        put_child(printer, body->suspensions.items[i]);
    }
    put(printer, " };");
}

static void put_temporary(struct printer *printer, const struct temporary *temporary) {
    put(printer, " __typeof__(%s) wok__t%u;", emit__temporary_type(printer, temporary, NULL),
        temporary->number);
}

static void put_literal(struct printer *printer, const struct node *literal) {
    const struct note *note = lower_note(literal);
    put(printer, " __typeof__(%s) wok__%s;", emit__type(printer, note->storage_type, literal),
        note->storage);
}

static void put_result(struct printer *printer, const struct routine *routine) {
    if (routine->result && routine->result->class != ORACLE_VOID)
        put(printer, " __typeof__(%s) wok__result;",
            emit__value_type(printer, routine->result, NULL));
}

/* ---- the fast back end: one union, each slot behind its padding ---- */

static void put_slot(struct printer *printer, const struct slot *slot) {
    switch (slot->kind) {
    case SLOT_ARGUMENT:
        return; /* in the cold struct */
    case SLOT_VARIABLE:
        put_variable(printer, slot->symbol);
        emit__glue_line(printer, printer->routine->definition->node);
        return;
    case SLOT_TEMPORARY:
        put_temporary(printer, slot->temporary);
        return;
    case SLOT_LITERAL:
        put_literal(printer, slot->literal);
        return;
    case SLOT_CHILD:
        put(printer, " ");
        put_child(printer, slot->suspension);
        return;
    case SLOT_BRANCH:
        if (layout_is_headless(slot->body))
            put_state(printer, slot->body);
        else
            put_strand(printer, slot->body);
        return;
    case SLOT_WINNER:
        put(printer, " %s wok__winner_%u;", slot->size == 1 ? "signed char" : "int",
            slot->suspension->number);
        return;
    case SLOT_RESULT:
        put_result(printer, printer->routine);
        return;
    case SLOT_STATE:
        put_state(printer, printer->routine->lowered->bodies.items[0]);
        return;
    }
}

/* What only the C compiler can measure, behind all the rest. */
static void put_groups(struct printer *printer, const struct frame *frame) {
    put(printer, " __extension__ struct { char wok__tail[");
    if (frame->tail >= 0)
        put(printer, "%lld];", frame->tail);
    else
        put(printer, "sizeof(struct wok__cold_%s)];", frame->routine->name);
    for (unsigned group = 1; group <= frame->group_count; group++) {
        put(printer, " __extension__ union {");
        for (size_t i = 0; i < frame->slots.count; i++)
            if (frame->slots.items[i].group == group)
                put_slot(printer, &frame->slots.items[i]);
        put(printer, " };");
    }
    put(printer, " };");
}

/* The C compiler has the last word on what was counted on. */
static void put_assertions(struct printer *printer, const struct frame *frame) {
    const char *name = frame->routine->name;
    for (size_t i = 0; i < frame->slots.count; i++) {
        const struct slot *slot = &frame->slots.items[i];
        if (slot->offset >= 0 && !layout_is_late(frame, slot))
            put(printer,
                "_Static_assert(__builtin_offsetof(struct wok__frame_%s, %s) == %lld && "
                "sizeof(((struct wok__frame_%s *)0)->%s) == %lld, \"wokcc laid out another "
                "frame\");\n",
                name, slot->member, slot->offset, name, slot->member, slot->size);
    }
    if (frame->size >= 0)
        put(printer,
            "_Static_assert(sizeof(struct wok__frame_%s) == %lld && _Alignof(struct "
            "wok__frame_%s) == %lld, \"wokcc laid out another frame\");\n",
            name, frame->size, name, frame->align);
}

/*
 * The struct may alias anything, because its bytes hold now this and now that: an access to a slot is
 * never moved over one to another slot of the same bytes, whatever their types.
 */
static void put_overlapping(struct printer *printer, const struct frame *frame) {
    const char *name = frame->routine->name;
    put(printer, "struct wok__frame_%s { __extension__ union { struct wok__cold_%s wok__cold;",
        name, name);
    for (size_t i = 0; i < frame->slots.count; i++) {
        const struct slot *slot = &frame->slots.items[i];
        if (slot->offset < 0 || slot->kind == SLOT_ARGUMENT || layout_is_late(frame, slot))
            continue;
        put(printer, " __extension__ struct {");
        if (slot->offset > 0)
            put(printer, " char wok__pad_%zu[%lld];", i + 1, slot->offset);
        put_slot(printer, slot);
        put(printer, " };");
    }
    if (frame->group_count)
        put_groups(printer, frame);
    put(printer, " }; } __attribute__((__may_alias__));\n");
    put_assertions(printer, frame);
}

void emit__frame(struct printer *printer, const struct routine *routine) {
    const struct lowered *lowered = routine->lowered;
    emit__glue_line(printer, routine->definition->node);
    if (routine->frame) {
        put_overlapping(printer, routine->frame);
        if (layout_is_merged(routine))
            emit__merged_structs(printer, routine);
        emit__declare_table(printer, routine);
        return;
    }
    put(printer, "struct wok__frame_%s { struct wok__cold_%s wok__cold;", routine->name,
        routine->name);
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (residence_has_slot(symbol->residence) && !symbol->is_parameter)
            put_variable(printer, symbol);
    }
    emit__glue_line(printer, routine->definition->node);
    for (size_t i = 0; i < lowered->temporaries.count; i++)
        if (residence_has_slot(lowered->temporaries.items[i]->residence))
            put_temporary(printer, lowered->temporaries.items[i]);
    for (size_t i = 0; i < lowered->literals.count; i++)
        put_literal(printer, lowered->literals.items[i]);
    for (size_t i = 0; i < lowered->bodies.count; i++)
        if (lowered->bodies.items[i]->is_block)
            put_branch(printer, lowered->bodies.items[i]);
    put_children(printer, lowered->bodies.items[0]);
    put_result(printer, routine);
    put(printer, " };\n");
}
