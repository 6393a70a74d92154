// Sends so many messages with nodemailer over pooled connections, and prints what it took as JSON.
//
//     NODE_PATH=FOLDER/node_modules node mail_nodemailer.cjs PORT CONNECTIONS COUNT TEXT HTML [FILE...]
//
// TEXT and HTML are files with the words, the same for every message. FILEs are workbooks that
// stand ready: they are read from the disk, one after the other, and attached as they are.
const fs = require("fs");
const nodemailer = require("nodemailer");

const [port, connections, count, text, html, ...files] = process.argv.slice(2);
const words = { text: fs.readFileSync(text, "utf8"), html: fs.readFileSync(html, "utf8") };
const transport = nodemailer.createTransport({
  host: "127.0.0.1",
  port: Number(port),
  secure: false,
  ignoreTLS: true,
  pool: true,
  maxConnections: Number(connections),
  maxMessages: Infinity,
});

async function main() {
  const began = process.hrtime.bigint();
  let next = 0;
  let sent = 0;
  // As many at a time as the pool can hold busy: it never waits, and its queue does not grow.
  async function lane() {
    while (next < Number(count)) {
      const at = next++;
      const path = files[at % files.length];
      await transport.sendMail({
        from: "Vận Động <vandong@bhxh.example>",
        to: `nv-${String(at).padStart(6, "0")}@agents.example`,
        subject: "Danh sách gọi Thứ Hai, 05/06/2023",
        ...words,
        attachments: path ? [{ filename: "danh-sach.xlsx", path }] : [],
      });
      sent++;
    }
  }
  await Promise.all(Array.from({ length: 4 * Number(connections) }, lane));
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  transport.close();
  console.log(JSON.stringify({ sent, seconds }));
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
