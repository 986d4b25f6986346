// The same work in Node: node task.js FIGURE PEER WORKERS. A task is a promise of an async function.
'use strict';
const fs = require('fs');

function report(figure, peer, value, unit) {
  console.log(`${figure}/${peer} ${value.toPrecision(4)} ${unit}`);
}

const nanoseconds = (since) => Number(process.hrtime.bigint() - since);
const residentBytes = () => Number(fs.readFileSync('/proc/self/statm', 'utf8').split(' ')[1]) * 4096;
const turn = () => new Promise((resolve) => resolve());

async function leaf(index) {
  await turn(); // starts later, as a task does
  return index;
}

async function spawnAndJoin(batch) {
  const handles = new Array(batch);
  let sum = 0;
  for (let index = 0; index < batch; index++) handles[index] = leaf(index);
  for (const handle of handles) sum += await handle;
  return sum;
}

async function spawnJoin(figure, peer, batch, rounds) {
  await spawnAndJoin(1000);
  const started = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) {
    if ((await spawnAndJoin(batch)) !== (batch * (batch - 1)) / 2) process.exit(1);
  }
  report(figure, peer, nanoseconds(started) / batch / rounds, 'ns');
}

async function yields(peer) {
  const [tasks, count] = [1000, 1000];
  const yielder = async () => {
    for (let index = 0; index < count; index++) await turn();
  };
  const started = process.hrtime.bigint();
  await Promise.all(Array.from({ length: tasks }, yielder));
  report('task/yield', peer, nanoseconds(started) / tasks / count, 'ns');
}

async function sleeping(peer) {
  const sleepers = 1000000;
  const handles = new Array(sleepers);
  const sleeper = async () => new Promise((resolve) => setTimeout(resolve, 3600 * 1000));
  const before = residentBytes();
  const started = process.hrtime.bigint();
  for (let index = 0; index < sleepers; index++) handles[index] = sleeper();
  report('task/sleeping_spawn', peer, nanoseconds(started) / 1e6, 'ms');
  report('task/sleeping_bytes', peer, (residentBytes() - before) / sleepers, 'B');
  process.exit(0);
}

const [figure, peer] = process.argv.slice(2);
const figures = {
  spawn_join_1k: () => spawnJoin('task/spawn_join_1k', peer, 1000, 500),
  spawn_join_1m: () => spawnJoin('task/spawn_join_1m', peer, 1000000, 3),
  yield: () => yields(peer),
  sleeping: () => sleeping(peer),
};
if (!figures[figure]) {
  console.error('usage: node task.js FIGURE PEER WORKERS');
  process.exit(2);
}
figures[figure]();
