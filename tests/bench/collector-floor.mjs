/** What the collector is measured against: a bare Hono handler that reads the body and answers. */
import {createServer} from 'node:http';
import {getRequestListener} from '@hono/node-server';
import {Hono} from 'hono';

const app = new Hono();
app.post('/feedback', async c => {
  const {byteLength} = await c.req.arrayBuffer();
  return c.json({read: byteLength});
});
const server = createServer(getRequestListener(app.fetch)).listen(0, '127.0.0.1', () => console.log(`Inkling demo: http://localhost:${server.address().port}/`));
