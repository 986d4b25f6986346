// Echo on Node. Prints `listening PORT`, then serves until it is killed.
'use strict';
const net = require('net');

const server = net.createServer((stream) => {
  stream.setNoDelay(true);
  stream.on('data', (bytes) => stream.write(bytes));
  stream.on('error', () => stream.destroy());
});
server.listen({ host: '127.0.0.1', port: 0, backlog: 1024 }, () => {
  console.log('listening', server.address().port);
});
