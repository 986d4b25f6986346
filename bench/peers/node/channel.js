// The same work in Node: node channel.js FIGURE PEER WORKERS. A channel is a queue and promises.
'use strict';

const nanoseconds = (since) => Number(process.hrtime.bigint() - since);
const report = (figure, peer, value) =>
  console.log(`${figure}/${peer} ${value.toPrecision(4)} ns`);

class Channel {
  constructor(capacity) {
    this.capacity = capacity;
    this.values = [];
    this.begin = 0;
    this.receivers = [];
    this.senders = [];
    this.closed = false;
  }
  async send(value) {
    while (this.values.length - this.begin >= this.capacity)
      await new Promise((resolve) => this.senders.push(resolve));
    this.values.push(value);
    const receiver = this.receivers.shift();
    if (receiver) receiver();
  }
  async receive() {
    while (this.values.length === this.begin) {
      if (this.closed) return undefined;
      await new Promise((resolve) => this.receivers.push(resolve));
    }
    const value = this.values[this.begin++];
    if (this.begin === 1024 || this.begin === this.values.length) {
      this.values.splice(0, this.begin);
      this.begin = 0;
    }
    const sender = this.senders.shift();
    if (sender) sender();
    return value;
  }
  close() {
    this.closed = true;
    for (const receiver of this.receivers.splice(0)) receiver();
  }
}

async function pingPong(figure, peer, count, rounds) {
  const started = process.hrtime.bigint();
  const all = [];
  for (let pair = 0; pair < count; pair++) {
    const there = new Channel(1);
    const back = new Channel(1);
    all.push((async () => {
      let value;
      while ((value = await there.receive()) !== undefined) await back.send(value);
    })());
    all.push((async () => {
      for (let round = 0; round < rounds; round++) {
        await there.send(round);
        if ((await back.receive()) !== round) process.exit(1);
      }
      there.close();
    })());
  }
  await Promise.all(all);
  report(figure, peer, nanoseconds(started) / count / rounds);
}

async function mpsc(peer) {
  const [producers, count] = [4, 250000];
  const channel = new Channel(1024);
  const started = process.hrtime.bigint();
  const consumer = (async () => {
    let sum = 0;
    let value;
    while ((value = await channel.receive()) !== undefined) sum += value;
    return sum;
  })();
  await Promise.all(Array.from({ length: producers }, async () => {
    for (let value = 1; value <= count; value++) await channel.send(value);
  }));
  channel.close();
  if ((await consumer) !== producers * ((count * (count + 1)) / 2)) process.exit(1);
  report('channel/mpsc_4', peer, nanoseconds(started) / producers / count);
}

const [figure, peer] = process.argv.slice(2);
const figures = {
  ping_pong_1: () => pingPong('channel/ping_pong_1', peer, 1, 500000),
  ping_pong_1k: () => pingPong('channel/ping_pong_1k', peer, 1000, 500),
  mpsc_4: () => mpsc(peer),
};
if (!figures[figure]) {
  console.error(`channel.js: no such figure: ${figure}`);
  process.exit(2);
}
figures[figure]();
