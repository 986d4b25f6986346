/*
 * E0403: a lock held across an await. Whoever wants it stops a worker until this task runs again,
 * which may need that very worker; and the task may go on in another thread, where it must not unlock.
 *
 * For each block, which locks are held on every path to it:
 *
 *     pthread_mutex_lock(&self->m)      holds `&self->m`
 *     pthread_mutex_unlock(&self->m)    no longer
 *     await …                           with one held: E0403
 *
 * Locks are told apart by the text of the argument, for as long as no variable in it gets another
 * value. One that was only tried is held where its answer says so: behind `if (!pthread_mutex_trylock(m))`.
 *
 * Held on some paths only is not reported: an `if` around the lock has its twin around the unlock more
 * often than not. Nor is one that a function we know nothing of was given, or that a cleanup attribute
 * may release; and to unlock what nobody locked under that name releases whatever is held.
 */
#include <ctype.h>
#include <string.h>

#include "analyze/flow.h"
#include "check/internal.h"

struct locks {
    const struct knowledge *knowledge;
    struct program *program;
    struct flow *flow;
    ARRAY(const char *) keys;
    /* By block: for each key the call that took it, or NULL; then for each the one that tried to. */
    struct node **held;
    size_t width;  /* of such a row */
    bool *visited; /* by block */
    bool reports;
    ARRAY(struct node *) said;
};

static bool in_name(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

/* The tokens of a text one after the other, without the parentheses that a macro puts around a name. */
struct spelled {
    const struct tokens *tokens;
    const struct node *node;
    uint32_t next;
    char last; /* character of what came before */
};

/* The next token, and whether a space has to stand before it; NO_TOKEN at the end. */
static uint32_t next_token(struct spelled *spelled, bool *is_apart) {
    const struct tokens *tokens = spelled->tokens;
    uint32_t i = spelled->next;
    if (i >= spelled->node->end)
        return NO_TOKEN;
    bool is_bare = token_is(tokens, i, "(") && i + 2 < spelled->node->end &&
                   tokens->items[i + 1].kind == TOKEN_IDENTIFIER && token_is(tokens, i + 2, ")") &&
                   (i == spelled->node->first || tokens->items[i - 1].kind == TOKEN_PUNCTUATOR);
    uint32_t token = is_bare ? i + 1 : i;
    const char *text = token_text(tokens, token);
    *is_apart = spelled->last && in_name(spelled->last) && in_name(*text);
    spelled->last = text[tokens->items[token].length - 1];
    spelled->next = i + (is_bare ? 3 : 1);
    return token;
}

static const char *text_of(const struct program *program, const struct node *node) {
    struct spelled spelled = {program->tokens, node, node->first, 0};
    const char *text = "";
    bool is_apart;
    for (uint32_t i; (i = next_token(&spelled, &is_apart)) != NO_TOKEN;)
        text = arena_format(program->arena, "%s%s%s", text, is_apart ? " " : "",
                            token_string(program->tokens, i));
    return text;
}

/* text_of() == key, without making it: most arguments differ from most locks at once. */
static bool has_text(const struct program *program, const struct node *node, const char *key) {
    struct spelled spelled = {program->tokens, node, node->first, 0};
    bool is_apart;
    for (uint32_t i; (i = next_token(&spelled, &is_apart)) != NO_TOKEN;) {
        size_t length = program->tokens->items[i].length;
        if (is_apart && *key++ != ' ')
            return false;
        if (strncmp(key, token_text(program->tokens, i), length) != 0)
            return false;
        key += length;
    }
    return !*key;
}

static const char *key_of(const struct program *program, const struct node *call,
                          const struct known *known) {
    if (known->argument + 1 < call->child_count)
        return text_of(program, call->children[known->argument + 1]);
    return known->capability ? known->capability : known->name;
}

static size_t find_key(const struct locks *locks, const char *key) {
    size_t i = 0;
    while (i < locks->keys.count && strcmp(locks->keys.items[i], key) != 0)
        i++;
    return i;
}

/* A semaphore is a lock in a function that gives back what it took. */
static bool gives_back(const struct locks *locks, const char *key) {
    for (size_t i = 0; i < locks->flow->blocks.count; i++) {
        const struct block *block = locks->flow->blocks.items[i];
        for (size_t j = 0; j < block->calls.count; j++) {
            struct node *call = block->calls.items[j];
            const struct known *known = known_call(locks->knowledge, call, KNOWN_UNLOCK);
            if (known && strcmp(key_of(locks->program, call, known), key) == 0)
                return true;
        }
    }
    return false;
}

/* What is known of a call that takes a lock, or tries to; else NULL. */
static const struct known *takes_lock(const struct locks *locks, struct node *call) {
    const struct known *known = known_call(locks->knowledge, call, KNOWN_LOCK);
    if (known && known->condition == KNOWN_IF_GIVEN_BACK &&
        !gives_back(locks, key_of(locks->program, call, known)))
        return NULL;
    return known ? known : known_call(locks->knowledge, call, KNOWN_TRY_LOCK);
}

static void collect(struct locks *locks) {
    for (size_t i = 0; i < locks->flow->blocks.count; i++) {
        const struct block *block = locks->flow->blocks.items[i];
        for (size_t j = 0; j < block->calls.count; j++) {
            const struct known *known = takes_lock(locks, block->calls.items[j]);
            if (!known)
                continue;
            const char *key = key_of(locks->program, block->calls.items[j], known);
            if (find_key(locks, key) == locks->keys.count)
                array_push(locks->program->arena, &locks->keys, key);
        }
    }
}

static void forget(const struct locks *locks, struct node **held, size_t key) {
    if (key < locks->keys.count)
        held[key] = held[locks->keys.count + key] = NULL;
}

/* A function of the user's may release what it is given, or say in its name that it releases. */
static void run_unknown(const struct locks *locks, const struct node *call, struct node **held) {
    const char *name = known_callee(locks->program, call);
    bool keeps = name && strncmp(name, "pthread_cond_", 13) == 0;
    bool releases =
        name && (strstr(name, "unlock") || strstr(name, "release")) && !strstr(name, "unlocked");
    for (size_t i = 0; releases && i < locks->keys.count; i++)
        forget(locks, held, i);
    for (uint32_t i = 1; !keeps && i < call->child_count; i++)
        for (size_t key = 0; key < locks->keys.count; key++)
            if (has_text(locks->program, call->children[i], locks->keys.items[key]))
                forget(locks, held, key);
}

/* Behind `&&`, `||` or `?` it may not be made at all. */
static bool may_be_skipped(const struct node *call) {
    for (const struct node *node = call; node->parent; node = node->parent) {
        const struct node *parent = node->parent;
        bool is_later = node != parent->children[0];
        if (is_later && (parent->kind == NODE_LOGICAL || parent->kind == NODE_CONDITIONAL ||
                         parent->kind == NODE_CONDITIONAL_GNU))
            return true;
    }
    return false;
}

static void run_call(const struct locks *locks, struct node *call, struct node **held) {
    const struct known *lock = takes_lock(locks, call);
    const struct known *unlock = known_call(locks->knowledge, call, KNOWN_UNLOCK);
    if (!lock && !unlock) {
        run_unknown(locks, call, held);
        return;
    }
    size_t count = locks->keys.count;
    size_t key = find_key(locks, key_of(locks->program, call, lock ? lock : unlock));
    bool is_held = key < count && held[key];
    if (lock && lock->kind == KNOWN_TRY_LOCK)
        held[count + key] = call;
    else if (lock)
        held[key] = may_be_skipped(call) ? NULL : call;
    for (size_t i = 0; unlock && i < count; i++)
        if (!is_held || i == key)
            forget(locks, held, i);
}

/* The lock that is named by way of this variable is another one from here on. */
static void run_event(const struct locks *locks, const struct event *event, struct node **held) {
    if (!event->symbol || !event_sets(event))
        return;
    const char *name = event->symbol->name;
    size_t length = strlen(name);
    for (size_t i = 0; i < locks->keys.count; i++) {
        const char *key = locks->keys.items[i];
        for (const char *at = strstr(key, name); at; at = strstr(at + 1, name))
            if (!(at > key && in_name(at[-1])) && !in_name(at[length]))
                forget(locks, held, i);
    }
}

/* Calls and what happens to variables, in the order of the text. */
static void run_all(const struct locks *locks, const struct block *block, struct node **held) {
    size_t call = 0, event = 0;
    while (call < block->calls.count || event < block->events.count) {
        bool is_call = event == block->events.count ||
                       (call < block->calls.count &&
                        block->calls.items[call]->first < block->events.items[event].node->end);
        if (is_call)
            run_call(locks, block->calls.items[call++], held);
        else
            run_event(locks, &block->events.items[event++], held);
    }
}

/* ---- trying ---- */

/* The call that tries, if this is its answer or a variable that was declared with it. */
static struct node *tried(const struct locks *locks, struct node *value) {
    value = program_strip(value);
    const struct symbol *symbol =
        value->kind == NODE_NAME ? locks->program->symbol_at[value->first] : NULL;
    const struct node *declarator = symbol ? symbol->declarator : NULL;
    if (declarator && declarator->kind == NODE_INIT_DECLARATOR && declarator->child_count > 1)
        value = program_strip(declarator->children[1]);
    bool found =
        value->kind == NODE_CALL && known_call(locks->knowledge, value, KNOWN_TRY_LOCK) != NULL;
    return found ? value : NULL;
}

static bool is_zero(const struct program *program, struct node *node) {
    node = program_strip(node);
    return token_is(program->tokens, node->first, "0") ||
           token_is(program->tokens, node->first, "false") ||
           token_is(program->tokens, node->first, "thrd_success");
}

/* Asked of a variable, the answer may be old. */
static void take(const struct locks *locks, struct node *call, bool is_old, struct node **held) {
    const struct known *known = known_call(locks->knowledge, call, KNOWN_TRY_LOCK);
    size_t key = find_key(locks, key_of(locks->program, call, known));
    if (key < locks->keys.count && (!is_old || held[locks->keys.count + key] == call))
        held[key] = call;
}

/* What a condition says of locks, if it is true or not. */
static void answer(const struct locks *locks, struct node *condition, bool is_true,
                   struct node **held) {
    const struct tokens *tokens = locks->program->tokens;
    condition = program_strip(condition);
    if (condition->kind == NODE_LOGICAL) {
        if (token_is(tokens, condition->token, "&&") == is_true) {
            answer(locks, condition->children[0], is_true, held);
            answer(locks, condition->children[1], is_true, held);
        }
        return;
    }
    if (condition->kind == NODE_UNARY && token_is(tokens, condition->token, "!")) {
        answer(locks, condition->children[0], !is_true, held);
        return;
    }
    bool compares = condition->kind == NODE_BINARY && (token_is(tokens, condition->token, "==") ||
                                                       token_is(tokens, condition->token, "!="));
    if (compares && is_zero(locks->program, condition->children[1])) {
        answer(locks, condition->children[0], token_is(tokens, condition->token, "!=") == is_true,
               held);
        return;
    }
    struct node *call = tried(locks, condition);
    const struct known *known = call ? known_call(locks->knowledge, call, KNOWN_TRY_LOCK) : NULL;
    if (known && (known->condition == KNOWN_UNLESS_ZERO) == is_true)
        take(locks, call, /* is_old */ call != condition, held);
}

/* One error for each lock that is taken is enough, and for a join the one at the join itself. */
static bool is_said(struct locks *locks, const struct block *block, struct node *taken) {
    const struct body *body = block->body;
    if (body->outer && !check__is_inside(taken, body->node))
        return true;
    for (size_t i = 0; i < locks->said.count; i++)
        if (locks->said.items[i] == taken)
            return true;
    array_push(locks->program->arena, &locks->said, taken);
    return false;
}

static void report(struct locks *locks, const struct block *block, struct node *const *held) {
    struct program *program = locks->program;
    for (size_t i = 0; i < locks->keys.count; i++) {
        if (!held[i] || is_said(locks, block, held[i]))
            continue;
        check__finding(program, DIAGNOSE_HELD_LOCK, block->suspension->step->node,
                       "the lock `%s` is held across this await", locks->keys.items[i]);
        check__note(program, held[i], "taken here");
        diagnose_help(program->diagnostics,
                      "copy what the lock guards and unlock before the await; a thread that waits "
                      "for the lock cannot run this task, and another thread must not unlock it");
    }
}

/* False when nothing changed for the block. */
static bool merge(struct locks *locks, const struct block *to, struct node *const *held) {
    struct node **into = locks->held + to->number * locks->width;
    bool changed = !locks->visited[to->number];
    for (size_t i = 0; i < locks->width; i++) {
        struct node *merged = !locks->visited[to->number] ? held[i] : held[i] ? into[i] : NULL;
        changed |= merged != into[i];
        into[i] = merged;
    }
    locks->visited[to->number] = true;
    return changed;
}

static bool run_edge(struct locks *locks, const struct block *block, const struct edge *edge,
                     struct node *const *held) {
    if (!edge->when || !block->condition)
        return merge(locks, edge->to, held);
    struct node **then = locks->held + (locks->flow->blocks.count + 1) * locks->width;
    memcpy(then, held, locks->width * sizeof *then);
    answer(locks, block->condition, edge->when > 0, then);
    return merge(locks, edge->to, then);
}

static bool run_block(struct locks *locks, const struct block *block) {
    struct node **held = locks->held + locks->flow->blocks.count * locks->width; /* two more rows */
    memcpy(held, locks->held + block->number * locks->width, locks->width * sizeof *held);
    run_all(locks, block, held);
    if (block->action && block->action->kind == ACTION_CLEANUP)
        memset(held, 0, locks->width * sizeof *held);
    if (locks->reports && block->suspension)
        report(locks, block, held);
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++)
        if (block->edges.items[i].kind != EDGE_CANCEL)
            changed |= run_edge(locks, block, &block->edges.items[i], held);
    return changed;
}

static bool run_blocks(struct locks *locks) {
    bool changed = false;
    for (size_t i = 0; i < locks->flow->blocks.count; i++)
        if (locks->visited[i])
            changed |= run_block(locks, locks->flow->blocks.items[i]);
    return changed;
}

void check__locks(const struct knowledge *knowledge, struct flow *flow) {
    struct program *program = knowledge->program;
    struct locks locks = {.knowledge = knowledge, .program = program, .flow = flow};
    collect(&locks);
    if (!locks.keys.count)
        return;
    size_t blocks = flow->blocks.count;
    locks.width = 2 * locks.keys.count;
    locks.held = arena_array(program->arena, struct node *, (blocks + 2) * locks.width);
    locks.visited = arena_array(program->arena, bool, blocks);
    locks.visited[0] = true;
    while (run_blocks(&locks))
        ;
    locks.reports = true;
    run_blocks(&locks);
}
