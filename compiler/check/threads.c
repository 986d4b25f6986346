/* What depends on the thread: one walk over each body after the analysis. */
#include "analyze/flow.h"
#include "check/internal.h"

static bool has_marks(const struct program *program, enum word first, enum word last) {
    for (uint32_t i = 0; i < program->tokens->count; i++) {
        const struct token *token = &program->tokens->items[i];
        if (token->kind == TOKEN_WORD && token->word >= first && token->word <= last)
            return true;
    }
    return false;
}

static void walk(struct program *program, struct routine *routine, struct node *node) {
    if (program_is_move_block(program, node) && node != routine->block)
        return; /* a routine of its own */
    if (node->kind == NODE_SPAWN && !token_spawns_local(program->tokens, node->first))
        check__spawn_send(program, routine, node);
    for (uint32_t i = 0; i < node->child_count; i++)
        walk(program, routine, node->children[i]);
}

void check__threads(struct program *program) {
    /* Nothing is marked in most files: then there is nothing to look for. */
    bool has_unsendable = has_marks(program, WORD_NOT_SEND, WORD_NOT_SYNC);
    bool has_no_await = has_marks(program, WORD_NO_AWAIT, WORD_NO_AWAIT);
    struct knowledge knowledge;
    knowledge_read(&knowledge, program);
    for (size_t i = 0; i < program->routines.count; i++) {
        struct routine *routine = program->routines.items[i];
        struct flow *flow = flow_of(routine);
        if (!flow || routine->is_broken)
            continue;
        if (has_unsendable)
            walk(program, routine, routine->definition->node);
        check__escape(program, flow);
        if (!routine->is_async)
            continue;
        check__losses(&knowledge, flow);
        check__locks(&knowledge, flow);
        check__kept(&knowledge, flow, has_no_await);
        check__blocking(&knowledge, flow);
    }
}
