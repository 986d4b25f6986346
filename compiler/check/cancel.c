/*
 * E0409, E0410: a race whose losing arm throws away data, or a place in a queue.
 *
 *     for (;;) {
 *         race {
 *             when (n = await send_all(peer, text, size)) { return n; }    may have sent the half
 *             when (await tick(clock)) { show(clock); }                    … then the tick wins
 *         }                                                                … and all is sent again
 *     }
 *
 * Operations say by WOK_CANCEL(class) what a cancelled call loses. A function of this file loses what
 * the operations lose that it awaits, unless it is marked itself: a mark is a promise. An operation
 * is about its first argument. If that object came into being in the function, it is gone with the
 * call and nobody misses anything; else what is asked is whether an async call is made with it again
 * after another arm has won. Closing it is fine.
 *
 * The handle of a task loses nothing: the task runs on, and can be awaited again. That is where
 * progress survives a lost race.
 */
#include <string.h>

#include "analyze/flow.h"
#include "check/internal.h"

enum { DEPTH_MAX = 16 }; /* of variables that stand for another */

/* What a call of a routine loses when it is cancelled. */
struct loss {
    enum known_loss class;
    const struct node *at;    /* the await inside of it that loses; NULL: the mark says so */
    const struct loss *inner; /* what is awaited there */
    const struct routine *routine;
    const struct known *mark;
    int parameter; /* which holds the object; -1: not known */
    bool is_known, is_being_found;
};

struct losses {
    const struct knowledge *knowledge;
    struct program *program;
    struct flow *flow; /* of the race */
    struct loss *of;   /* by routine */
};

/* An awaited call: of which function, with what. */
struct call {
    const struct routine *routine;
    struct node *const *arguments;
    uint32_t argument_count;
};

/* ---- objects ---- */

/* The name that a place begins with: `self` of `&self->peers[i]`; NULL if it begins otherwise. */
static struct node *root_of(const struct program *program, struct node *node) {
    for (;;) {
        node = program_strip(node);
        switch (node->kind) {
        case NODE_NAME:
            return node;
        case NODE_MEMBER:
        case NODE_INDEX:
            node = node->children[0];
            continue;
        case NODE_CAST:
            node = node->children[1];
            continue;
        case NODE_UNARY:
            if (!token_is(program->tokens, node->token, "&") &&
                !token_is(program->tokens, node->token, "*"))
                return NULL;
            node = node->children[0];
            continue;
        default:
            return NULL;
        }
    }
}

static struct node *initialiser(const struct symbol *symbol) {
    const struct node *declarator = symbol->declarator;
    bool has_value = declarator && declarator->kind == NODE_INIT_DECLARATOR &&
                     declarator->child_count > 1 && declarator->children[1]->kind != NODE_NONE;
    return has_value ? declarator->children[1] : NULL;
}

/* The object that a name stands for, through local variables that were given it. */
static struct node *followed(const struct program *program, struct node *name) {
    for (int depth = 0; name && depth < DEPTH_MAX; depth++) {
        const struct symbol *symbol = program->symbol_at[name->first];
        struct node *value = symbol && !symbol->is_parameter ? initialiser(symbol) : NULL;
        struct node *root = value ? root_of(program, value) : NULL;
        if (!root)
            return name;
        name = root;
    }
    return name;
}

/* Made in its own function: an object by itself, or what a call put into this variable. */
static bool is_own(const struct program *program, const struct flow *flow,
                   const struct node *name) {
    const struct symbol *symbol = program->symbol_at[name->first];
    if (!symbol || symbol->kind != SYMBOL_VARIABLE || symbol->is_parameter || symbol->is_static ||
        symbol->is_extern || symbol->captured)
        return false;
    const struct oracle_type *type = symbol->type;
    return symbol->is_address_taken || (flow && flow->address_at[symbol->index]) ||
           (initialiser(symbol) && program_strip(initialiser(symbol))->kind == NODE_CALL) ||
           (type && (type->class == ORACLE_RECORD || type->class == ORACLE_ARRAY));
}

static int parameter_of(const struct program *program, const struct routine *routine,
                        const struct node *name) {
    const struct symbol *symbol = program->symbol_at[name->first];
    if (symbol && symbol->captured) /* a block's parameters are its captures */
        return -1;
    for (size_t i = 0; symbol && symbol->is_parameter && i < routine->parameter_count; i++)
        if (routine->parameter_names && routine->parameter_names[i] &&
            strcmp(routine->parameter_names[i], symbol->name) == 0)
            return (int)i;
    return -1;
}

/* ---- what a call loses ---- */

static struct loss *loss_of(struct losses *losses, const struct routine *routine);

static struct node *past_words(struct node *node) {
    for (;;) {
        node = program_strip(node);
        if (node->kind != NODE_BOX && node->kind != NODE_COLD)
            return node;
        node = node->children[0];
    }
}

/* The call that a future is, or that its variable was made by. */
static struct call call_of(const struct program *program, const struct future *future) {
    struct call call = {future->routine, future->arguments, future->argument_count};
    struct node *node = future->node;
    const struct symbol *symbol = future->variable;
    if (future->kind == FUTURE_BOX) {
        node = program_strip(future->arguments[0]);
        symbol = node->kind == NODE_NAME ? program->symbol_at[node->first] : NULL;
        call = (struct call){0};
    } else if (future->kind == FUTURE_VARIABLE) {
        call.argument_count = 0;
    } else {
        return call;
    }
    for (int depth = 0; symbol && depth < DEPTH_MAX; depth++) {
        node = initialiser(symbol) ? past_words(initialiser(symbol)) : NULL;
        symbol = node && node->kind == NODE_NAME ? program->symbol_at[node->first] : NULL;
    }
    if (!node || node->kind != NODE_CALL)
        return call;
    const struct node *callee = program_strip(node->children[0]);
    if (callee->kind == NODE_NAME)
        call.routine = program->routine_at[callee->first];
    call.arguments = node->children + 1;
    call.argument_count = node->child_count - 1;
    return call;
}

static struct node *object_of(const struct program *program, const struct call *call,
                              int parameter) {
    if (parameter < 0 || (uint32_t)parameter >= call->argument_count)
        return NULL;
    return root_of(program, call->arguments[parameter]);
}

static bool loses(enum future_kind kind) {
    return kind != FUTURE_TASK && kind != FUTURE_CANCEL && kind != FUTURE_JOIN;
}

/* One await of a routine: does it lose more than those before it? */
static void look_at_await(struct losses *losses, struct loss *loss, const struct step *step) {
    const struct future *future = step->future;
    if (!future || !loses(future->kind))
        return;
    const struct program *program = losses->program;
    struct call call = call_of(program, future);
    const struct loss *inner = call.routine ? loss_of(losses, call.routine) : NULL;
    if (!inner || inner->class <= loss->class)
        return;
    struct node *object = object_of(program, &call, inner->parameter);
    object = object ? followed(program, object) : NULL;
    if (object && is_own(program, flow_of(loss->routine), object))
        return;
    loss->class = inner->class;
    loss->at = step->node;
    loss->inner = inner;
    loss->parameter = object ? parameter_of(program, loss->routine, object) : -1;
}

static struct loss *loss_of(struct losses *losses, const struct routine *routine) {
    size_t index = 0;
    while (losses->program->routines.items[index] != routine)
        index++;
    struct loss *loss = &losses->of[index];
    if (loss->is_known || loss->is_being_found)
        return loss;
    loss->is_being_found = true;
    loss->routine = routine;
    loss->mark = known_loss_of(losses->knowledge, routine->name);
    if (loss->mark) {
        loss->class = loss->mark->loss;
        loss->parameter = routine->parameter_count ? 0 : -1;
    }
    for (size_t i = 0; !loss->mark && routine->lowered && i < routine->lowered->bodies.count; i++) {
        const struct body *body = routine->lowered->bodies.items[i];
        for (size_t j = 0; j < body->suspensions.count; j++)
            look_at_await(losses, loss, body->suspensions.items[j]->step);
    }
    loss->is_known = true;
    return loss;
}

/* ---- what comes after a lost race ---- */

/* What is looked for: a local variable, a name of file scope, or calls of the same function. */
struct wanted {
    const struct node *object;
    const struct symbol *symbol;
    const struct routine *routine;
};

/* Functions that end an object are told by their names, like those that unlock. */
static bool names_end(const char *name) {
    static const char *const parts[] = {"close", "free", "shutdown", "destroy",
                                        "abort", "drop", "discard",  "end"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *found = strstr(name, parts[i]);
        /* `send` ends nothing */
        if (found && (strcmp(parts[i], "end") != 0 || found == name || found[-1] == '_'))
            return true;
    }
    return false;
}

/* … or, in this file, by what they await. */
static bool ends_object(const struct routine *routine, unsigned depth) {
    if (names_end(routine->name))
        return true;
    for (size_t i = 0; depth && routine->lowered && i < routine->lowered->bodies.count; i++) {
        const struct body *body = routine->lowered->bodies.items[i];
        for (size_t j = 0; j < body->suspensions.count; j++) {
            const struct future *future = body->suspensions.items[j]->step->future;
            if (future && future->routine && ends_object(future->routine, depth - 1))
                return true;
        }
    }
    return false;
}

enum { CALLS_SEEN_THROUGH = 4 };

/* What is done with a name here. */
enum use { USE_ELSEWHERE, USE_IN_ASYNC_CALL, USE_ENDS };

/* `*call` is the async one. */
static enum use use_of(const struct program *program, struct node *node, struct node **call) {
    for (; node; node = node->parent) {
        if (node->kind != NODE_CALL)
            continue;
        const struct node *callee = program_strip(node->children[0]);
        const struct routine *routine =
            callee->kind == NODE_NAME ? program->routine_at[callee->first] : NULL;
        *call = node;
        if (routine && routine->is_async)
            return ends_object(routine, CALLS_SEEN_THROUGH) ? USE_ENDS : USE_IN_ASYNC_CALL;
        const char *name = known_callee(program, node);
        if (name && names_end(name))
            return USE_ENDS;
    }
    return USE_ELSEWHERE;
}

/* `&stream` where a pointer is: a call puts another object there. */
static bool is_filled(const struct program *program, const struct event *event) {
    const struct oracle_type *type = event->symbol->type;
    return event->kind == EVENT_TOUCH && type && type->class == ORACLE_SCALAR &&
           event->node->kind == NODE_UNARY && token_is(program->tokens, event->node->token, "&");
}

/* Members passed on the way from a name up to the whole place: do two places overlap? */
static bool overlap(const struct program *program, const struct node *left,
                    const struct node *right) {
    const struct node *l = left, *r = right;
    for (;;) {
        const struct node *over[2] = {l, r};
        for (int i = 0; i < 2; i++) {
            const struct node *up = over[i]->parent;
            while (up && (up->kind == NODE_PAREN ||
                          (up->kind == NODE_INDEX && up->children[0] == over[i]))) {
                over[i] = up;
                up = up->parent;
            }
            if (!up || up->kind != NODE_MEMBER)
                return true;
            over[i] = up;
        }
        if (strcmp(token_string(program->tokens, over[0]->name),
                   token_string(program->tokens, over[1]->name)) != 0)
            return false;
        l = over[0];
        r = over[1];
    }
}

static bool is_wanted_call(const struct losses *losses, const struct wanted *wanted,
                           const struct step *step) {
    const struct program *program = losses->program;
    if (!step->future || !loses(step->future->kind))
        return false;
    struct call call = call_of(program, step->future);
    if (!wanted->object)
        return call.routine == wanted->routine;
    for (uint32_t i = 0; !wanted->symbol && call.routine && i < call.argument_count; i++) {
        const struct node *root = root_of(program, call.arguments[i]);
        if (root && !program->symbol_at[root->first] &&
            !ends_object(call.routine, CALLS_SEEN_THROUGH) &&
            strcmp(token_string(program->tokens, root->first),
                   token_string(program->tokens, wanted->object->first)) == 0 &&
            overlap(program, root, wanted->object))
            return true;
    }
    return false;
}

/* `*ends`: the variable gets another value here. */
static struct node *used_in(const struct losses *losses, const struct wanted *wanted,
                            const struct block *block, bool *ends) {
    *ends = false;
    for (size_t i = 0; wanted->symbol && i < block->events.count; i++) {
        const struct event *event = &block->events.items[i];
        if (event->symbol != wanted->symbol)
            continue;
        struct node *call = NULL;
        enum use use = use_of(losses->program, event->node, &call);
        bool is_it =
            event->node->kind != NODE_NAME || overlap(losses->program, event->node, wanted->object);
        *ends =
            event_sets(event) || is_filled(losses->program, event) || (use == USE_ENDS && is_it);
        if (*ends)
            return NULL;
        if (use == USE_IN_ASYNC_CALL && event->node->kind == NODE_NAME && is_it)
            return call;
    }
    bool found = block->suspension && is_wanted_call(losses, wanted, block->suspension->step);
    return found ? block->suspension->step->node : NULL;
}

/* Where the arms begin whose winning makes `branch` lose. */
static size_t other_arms(const struct flow *flow, const struct step *race,
                         const struct body *branch, const struct block **queue, bool *seen) {
    size_t count = 0;
    for (size_t i = 0; i < flow->blocks.count; i++) {
        const struct block *block = flow->blocks.items[i];
        for (uint32_t j = 0; !block->unwinds && j < race->branch_count; j++) {
            const struct body *other = race->branches[j];
            if (other == branch || !lower_is_in_body(block->body, other))
                continue;
            for (size_t k = 0; k < block->edges.count; k++) {
                const struct edge *edge = &block->edges.items[k];
                if (edge->kind == EDGE_CANCEL || lower_is_in_body(edge->to->body, other) ||
                    seen[edge->to->number])
                    continue;
                seen[edge->to->number] = true;
                queue[count++] = edge->to;
            }
        }
    }
    return count;
}

static struct node *used_later(const struct losses *losses, const struct step *race,
                               const struct body *branch, const struct wanted *wanted) {
    const struct flow *flow = losses->flow;
    const struct block **queue =
        arena_array(losses->program->arena, const struct block *, flow->blocks.count + 1);
    bool *seen = arena_array(losses->program->arena, bool, flow->blocks.count);
    size_t tail = other_arms(flow, race, branch, queue, seen);
    for (size_t head = 0; head < tail; head++) {
        bool ends;
        struct node *use = used_in(losses, wanted, queue[head], &ends);
        if (use)
            return use;
        for (size_t i = 0; !ends && i < queue[head]->edges.count; i++) {
            const struct edge *edge = &queue[head]->edges.items[i];
            if (edge->kind == EDGE_CANCEL || seen[edge->to->number])
                continue;
            seen[edge->to->number] = true;
            queue[tail++] = edge->to;
        }
    }
    return NULL;
}

/* ---- reports ---- */

static void note_chain(const struct losses *losses, const struct loss *loss) {
    for (; loss->inner; loss = loss->inner)
        check__note(losses->program, loss->at, "`%s` awaits `%s` here", loss->routine->name,
                    loss->inner->routine->name);
    const struct token *mark = &losses->program->tokens->items[loss->mark->token];
    diagnose_note(losses->program->diagnostics, mark->offset, mark->offset + mark->length,
                  "`%s` is marked WOK_CANCEL(%s)", loss->routine->name,
                  loss->class == LOSS_OF_DATA ? "data_losing" : "queue_losing");
}

static void report(const struct losses *losses, const struct step *await, const struct loss *loss,
                   const struct wanted *wanted, const struct node *use) {
    struct program *program = losses->program;
    const char *name = loss->routine->name;
    const char *object = wanted->object ? check__text(program, wanted->object) : NULL;
    if (loss->class == LOSS_OF_DATA)
        check__finding(program, DIAGNOSE_DATA_LOSS, await->node,
                       "when another arm wins, `%s` may have done a part of its work, and what it "
                       "did is lost",
                       name);
    else
        check__finding(program, DIAGNOSE_QUEUE_LOSS, await->node,
                       "when another arm wins, `%s` loses its place in the queue", name);
    note_chain(losses, loss);
    bool is_again = use == await->node || check__is_inside(use, await->node);
    if (is_again)
        check__note(program, use, "and in a later turn it begins anew");
    else if (object)
        check__note(program, use, "`%s` is used again here", object);
    else
        check__note(program, use, "it is called again here");
    diagnose_help(program->diagnostics,
                  "let it run on in a task of its own, and race the handle: `auto t = spawn(%s)` "
                  "before the race, `when (… await t)` in it",
                  check__text(program, program_strip(await->future->node)));
    if (!loss->mark || !loss->mark->is_of_library)
        diagnose_help(program->diagnostics,
                      "if what it has done is kept in an object outside of it, from where the next "
                      "call goes on, mark `%s` WOK_CANCEL(restartable)",
                      name);
}

static void check_await(struct losses *losses, const struct step *race, const struct body *branch,
                        const struct step *await) {
    const struct program *program = losses->program;
    if (!await->future || !loses(await->future->kind))
        return;
    struct call call = call_of(program, await->future);
    const struct loss *loss = call.routine ? loss_of(losses, call.routine) : NULL;
    if (!loss || loss->class == LOSS_OF_NOTHING)
        return;
    struct wanted wanted = {.routine = call.routine};
    wanted.object = object_of(program, &call, loss->parameter);
    wanted.symbol = wanted.object ? program->symbol_at[wanted.object->first] : NULL;
    const struct node *use = used_later(losses, race, branch, &wanted);
    if (use)
        report(losses, await, loss, &wanted, use);
}

/* Each await that stands in an arm, in whatever is nested there. */
static void check_branch(struct losses *losses, const struct step *race,
                         const struct body *branch) {
    const struct lowered *lowered = losses->flow->routine->lowered;
    for (size_t i = 0; i < lowered->bodies.count; i++) {
        const struct body *body = lowered->bodies.items[i];
        for (size_t j = 0; lower_is_in_body(body, branch) && j < body->suspensions.count; j++)
            check_await(losses, race, branch, body->suspensions.items[j]->step);
    }
}

void check__losses(const struct knowledge *knowledge, struct flow *flow) {
    struct losses losses = {.knowledge = knowledge, .program = knowledge->program, .flow = flow};
    for (size_t i = 0; i < flow->blocks.count; i++) {
        const struct suspension *suspension = flow->blocks.items[i]->suspension;
        if (!suspension || suspension->step->kind != STEP_RACE ||
            !flow->blocks.items[i]->is_reachable)
            continue;
        if (!losses.of)
            losses.of =
                arena_array(losses.program->arena, struct loss, losses.program->routines.count);
        for (uint32_t j = 0; j < suspension->step->branch_count; j++)
            check_branch(&losses, suspension->step, suspension->step->branches[j]);
    }
}
