// One run of the rows of bridge_rows.py with mediasoup's own Node API, as JSON on standard output.
// Usage: node --expose-gc bridge_rows.mjs <mediasoup folder> <worker binary> <sizes as JSON>

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

const [, , folder, binary, sizes] = process.argv;
const require = createRequire(folder + '/');
const mediasoup = require('mediasoup');
const {
	transports: TRANSPORTS,
	dumps: DUMPS,
	dumpRounds: DUMP_ROUNDS,
	packets: PACKETS,
	rounds: ROUNDS,
	media,
} = JSON.parse(sizes);
const rows = {};

function memory() {
	global.gc();

	return Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
}

const median = values => values.sort((a, b) => a - b)[values.length >> 1];

async function row(name, count, work, times = 1) {
	const rates = [];
	const costs = [];
	let result;

	for (let time = 0; time < times; time++) {
		result = undefined;
		global.gc(); // so that no row pays for the one before

		const cpu = process.cpuUsage();
		const start = performance.now();

		result = await work();

		const seconds = (performance.now() - start) / 1000;
		const { user, system } = process.cpuUsage(cpu);

		rates.push(count / seconds);
		costs.push((user + system) / count);
	}
	rows[name] = { rate: median(rates), cpu: median(costs) };

	return result;
}

const times = (count, make) => Promise.all(Array.from({ length: count }, (_, i) => make(i)));
const worker = await mediasoup.createWorker({ workerBin: binary, logLevel: 'none' });
const server = await worker.createWebRtcServer({
	listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }],
});
const router = await worker.createRouter({ mediaCodecs: media.codecs });
const { rtpCapabilities } = router;

await times(200, () => worker.dump());
await row('dump', DUMPS, () => times(DUMPS, () => worker.dump()), DUMP_ROUNDS);

const createTransports = () =>
	times(TRANSPORTS, () => router.createWebRtcTransport({ webRtcServer: server }));

await row('create and close WebRTC transports', ROUNDS * TRANSPORTS, async () => {
	for (let round = 0; round < ROUNDS; round++) {
		(await createTransports()).forEach(transport => transport.close());
		await worker.dump();
	}
});

const produceOnAll = on =>
	times(TRANSPORTS, i =>
		on[i].produce({
			kind: 'video',
			rtpParameters: {
				...media.rtpParameters,
				encodings: [{ ssrc: 1000 + i, rtx: { ssrc: 5000 + i } }],
			},
		})
	);
const consumers = [];
// Everyone on these transports consumes everyone else.
const storm = (on, producers) =>
	times(TRANSPORTS, i =>
		Promise.all(
			producers
				.filter((_, j) => j !== i)
				.map(async producer => {
					consumers.push(
						await on[i].consume({
							producerId: producer.id,
							rtpCapabilities,
							paused: true,
						})
					);
				})
		)
	);

const transports = await createTransports();
const producers = await row('produce', TRANSPORTS, () => produceOnAll(transports));

await row('consume', TRANSPORTS * (TRANSPORTS - 1), () => storm(transports, producers));

// What the first storm needed for a while is there to be used again: only what stays counts.
const others = await createTransports();
const otherProducers = await produceOnAll(others);
const before = memory();
const count = consumers.length;

await storm(others, otherProducers);
rows.consume.kibibytes = (memory() - before) / (consumers.length - count);

await row('close all', consumers.length, async () => {
	[...transports, ...others].forEach(transport => transport.close());
	await worker.dump();
});

const direct = await router.createDirectTransport();
const source = await direct.produce({ kind: 'audio', rtpParameters: media.direct });
const sink = await direct.consume({ producerId: source.id, rtpCapabilities });

await row('RTP in and out of a DirectTransport', PACKETS, async () => {
	let arrived = 0;
	let done;
	const all = new Promise(resolve => (done = resolve));

	sink.on('rtp', () => ++arrived === PACKETS && done());

	for (let sequence = 0; sequence < PACKETS; sequence += 500) {
		for (let i = sequence; i < sequence + 500; i++) {
			const packet = Buffer.alloc(172);

			packet.writeUInt16BE(0x8064, 0);
			packet.writeUInt16BE(i & 0xffff, 2);
			packet.writeUInt32BE(i * 960, 4);
			packet.writeUInt32BE(77, 8);
			source.send(packet);
		}
		await new Promise(resolve => setImmediate(resolve));
	}
	await all;
});

worker.close();
process.stdout.write(JSON.stringify(rows) + '\n');
