const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const ID_BYTES = 16;
const ID_CHARS = 22;

/**
 * The bytes as one big-endian number in base58, always 22 characters, as the worker writes its ids.
 *
 * @param {Uint8Array} bytes 16 of them
 */
export function base58(bytes) {
  let number = 0n;
  for (const byte of bytes) number = (number << 8n) | BigInt(byte);
  let text = "";
  while (text.length < ID_CHARS) {
    text = ALPHABET[Number(number % 58n)] + text;
    number /= 58n;
  }
  return text;
}

/** 128 random bits in base58. */
export const randomId = () => base58(crypto.getRandomValues(new Uint8Array(ID_BYTES)));
