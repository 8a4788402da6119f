import { describe, expect, it } from '@jest/globals';
import type { WAMessage, WAMessageContent } from '@whiskeysockets/baileys';
import { letterOf, receiptOf } from '../../../src/channels/baileys/events.js';
import { LID_JID, PHONE_JID, written } from './line.js';

const read = (message: WAMessageContent) => letterOf(written(message));
const from = (key: WAMessage['key']) => letterOf(written({ conversation: 'Hola' }, { key: { id: 'A1', ...key } }));

describe('a message', () => {
  it('is an event with number, hidden id and instant', () => {
    expect(read({ conversation: 'Sí, la necesito' })).toEqual({
      kind: 'inbound', channel: 'whatsapp', messageId: 'A1', from: '+56961234567', userId: LID_JID, to: null, type: 'text',
      text: 'Sí, la necesito', profileName: 'Ana', at: '2026-11-25T14:00:00.000Z',
    }); // prettier-ignore
  });

  const context = { contextInfo: { stanzaId: 'Q1', isForwarded: true } };
  const file = { mimetype: 'image/jpeg' };
  const media = [{ id: 'A1', type: 'image/jpeg' }];
  it.each<[string, WAMessageContent, object]>([
    ['text that quotes', { extendedTextMessage: { text: 'Sí', ...context } }, { type: 'text', text: 'Sí', replyTo: 'Q1', forwarded: true }],
    ['nothing but spaces', { conversation: ' ' }, { type: 'empty' }],
    ['a button', { buttonsResponseMessage: { selectedDisplayText: 'Sí', selectedButtonId: 'yes' } }, { type: 'button', text: 'Sí', payload: 'yes' }],
    ['a button of a template', { templateButtonReplyMessage: { selectedDisplayText: 'Sí', selectedId: 'yes' } }, { type: 'button', text: 'Sí', payload: 'yes' }],
    ['a row', { listResponseMessage: { title: 'Sí', singleSelectReply: { selectedRowId: 'yes' } } }, { type: 'list', text: 'Sí', payload: 'yes' }],
    ['a voice note', { audioMessage: { mimetype: 'audio/ogg; codecs=opus', ptt: true } }, { type: 'audio', voice: true, media: [{ id: 'A1', type: 'audio/ogg; codecs=opus' }] }],
    ['music', { audioMessage: { mimetype: 'audio/mpeg' } }, { type: 'audio', voice: false }],
    ['a photo', { imageMessage: { ...file, caption: 'Mi orden' } }, { type: 'image', text: 'Mi orden', media }],
    ['a photo seen once', { viewOnceMessageV2: { message: { imageMessage: file } } }, { type: 'image', media }],
    ['a text that vanishes', { ephemeralMessage: { message: { extendedTextMessage: { text: 'Sí' } } } }, { type: 'text', text: 'Sí' }],
    ['a paper', { documentWithCaptionMessage: { message: { documentMessage: { mimetype: 'application/pdf', fileName: 'orden.pdf', caption: 'La orden' } } } }, { type: 'document', text: 'La orden', filename: 'orden.pdf' }],
    ['a film', { videoMessage: { mimetype: 'video/mp4' } }, { type: 'video' }],
    ['a film in a circle', { ptvMessage: { mimetype: 'video/mp4' } }, { type: 'video' }],
    ['a sticker', { stickerMessage: { mimetype: 'image/webp' } }, { type: 'sticker' }],
    ['a place', { locationMessage: { degreesLatitude: -33.45, degreesLongitude: -70.66, name: 'CESFAM' } }, { type: 'location', location: { latitude: -33.45, longitude: -70.66, name: 'CESFAM', address: null } }],
    ['a contact', { contactMessage: { displayName: 'Hija', vcard: 'BEGIN:VCARD\nFN:Hija\nitem1.TEL;waid=56961234568:+56 9 6123 4568\nEND:VCARD' } }, { type: 'contacts', contacts: [{ name: 'Hija', phones: ['+56 9 6123 4568'] }] }],
    ['a reaction', { reactionMessage: { text: '👍', key: { id: 'Q1' } } }, { type: 'reaction', text: '👍', replyTo: 'Q1' }],
    ['a correction', { editedMessage: { message: { protocolMessage: { type: 14, key: { id: 'Q1' }, editedMessage: { conversation: 'No' } } } } }, { type: 'text', text: 'No', change: 'edit', replyTo: 'Q1' }],
    ['a message taken back', { protocolMessage: { type: 0, key: { id: 'Q1' } } }, { text: '', change: 'deletion', replyTo: 'Q1' }],
    ['a poll', { pollCreationMessage: { name: '¿Sí?' } }, { type: 'unsupported' }],
  ])('can be %s', (_, message, event) => {
    expect(read(message)).toMatchObject({ kind: 'inbound', messageId: 'A1', ...event });
  }); // prettier-ignore

  it('that is an opt-out word and nothing else opts out, also inside an envelope', () => {
    expect(read({ ephemeralMessage: { message: { conversation: 'Baja' } } })).toMatchObject({
      kind: 'optOut',
      action: 'stop',
    });
    expect(read({ conversation: 'me dieron de baja' })).toMatchObject({ kind: 'inbound' });
  });

  it('has the time of the phone also where it comes as a 64-bit object', () => {
    const messageTimestamp = { toString: () => '1795615200' } as unknown as number;
    expect(letterOf(written({ conversation: 'Hola' }, { messageTimestamp }))).toMatchObject({ at: '2026-11-25T14:00:00.000Z' }); // prettier-ignore
  });
});

describe('what nobody wrote', () => {
  it.each<[string, WAMessageContent | null]>([
    ['a key that travels', { senderKeyDistributionMessage: { groupId: 'x' }, messageContextInfo: {} }],
    ['a change of settings', { protocolMessage: { type: 3, ephemeralExpiration: 86400 } }],
    ['what could not be decrypted yet', null],
    ['an empty envelope', { ephemeralMessage: {} }],
  ])('is no event: %s', (_, message) => {
    expect(letterOf(written(message))).toBeNull();
  });
  it.each([
    ['ourselves', { remoteJid: PHONE_JID, fromMe: true }],
    ['a group', { remoteJid: '1203@g.us', participant: PHONE_JID }],
    ['the status', { remoteJid: 'status@broadcast', participant: PHONE_JID }],
    ['a channel', { remoteJid: '1203@newsletter' }],
  ])('is no event: from %s', (_, key) => {
    expect(from(key)).toBeNull();
  });
});

describe('who wrote', () => {
  it.each([
    ['the number of an old chat', { remoteJid: '56961234567:12@s.whatsapp.net' }, '+56961234567', null],
    ['the number beside the hidden id', { remoteJid: LID_JID, remoteJidAlt: PHONE_JID }, '+56961234567', LID_JID],
    ['the number in the field of older versions', { remoteJid: LID_JID, senderPn: PHONE_JID }, '+56961234567', LID_JID],
    ['the hidden id beside the number', { remoteJid: PHONE_JID, remoteJidAlt: LID_JID }, '+56961234567', LID_JID],
    ['only a hidden id: digits that are no number', { remoteJid: LID_JID }, null, LID_JID],
  ])('is known by %s', (_, key, phone, userId) => {
    expect(from(key)).toMatchObject({ from: phone, userId });
  });
});

describe('a receipt', () => {
  it.each([
    [0, 'failed'],
    [1, 'queued'],
    [2, 'sent'],
    [3, 'delivered'],
    [4, 'read'],
    [5, 'read'],
    [9, 'unknown'],
  ])('with the status %d means %s', (status, state) => {
    expect(receiptOf({ key: { remoteJid: PHONE_JID, id: 'B1', fromMe: true }, update: { status } }, 'm-1')).toMatchObject({
      kind: 'receipt', messageId: 'B1', ref: 'm-1', to: '+56961234567', state, errorCode: null,
    }); // prettier-ignore
  });
  it('is only one about a message of ours', () => {
    expect(
      receiptOf({ key: { remoteJid: PHONE_JID, id: 'B1', fromMe: false }, update: { status: 4 } }, undefined),
    ).toBeNull();
    expect(
      receiptOf({ key: { remoteJid: PHONE_JID, id: 'B1', fromMe: true }, update: { starred: true } }, 'm-1'),
    ).toBeNull();
  });
});
