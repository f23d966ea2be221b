import type { ProblemWords } from './catalogue.ts'

export const EN_STEPS: ProblemWords['steps'] = {
  original: {
    holder:
      'Phones, chat apps and photo editors often strip the badge out of a picture. Use the original file or the link that the issuer gave you.',
    verifier:
      'Phones, chat apps and photo editors often strip the badge out of a picture. Ask the holder for the original file or for the link from the issuer.',
    developer:
      'Phones, chat apps and photo editors often strip or duplicate badge data. Take the original file, the JSON, the JWT or the link.',
  },
  rightFile: {
    holder: 'Give the badge itself: the picture, file or link that the issuer gave you.',
    verifier: 'Ask the holder for the badge itself: the picture, file or link from the issuer.',
    developer: 'Pass a PNG or SVG picture with a badge in it, JSON, a JWT or a link.',
  },
  resend: {
    holder: 'Download it from the issuer once more, and do not open and save it in another program.',
    verifier: 'Ask the holder to send the file once more, exactly as the issuer gave it.',
    developer: 'Compare the bytes with those that the issuer delivered; something on the way has changed them.',
  },
  otherLink: {
    holder: 'Open the link yourself: if you see {badge} there, download it and give the file instead.',
    verifier: 'Ask the holder for another link, or for the file of the badge.',
    developer: 'Pass the link of the credential itself, or have the page link to it with rel="alternate".',
  },
  smaller: {
    holder: 'Ask the issuer for a smaller badge, for example with a link to its picture in place of the picture.',
    verifier: 'The issuer must make it smaller. Until then, ask the issuer whether it issued this.',
    developer: 'The issuer must make it smaller; pictures and evidence belong behind links.',
  },
  reissue: {
    holder: 'You did nothing wrong. Tell the issuer, which must correct it and issue it again.',
    verifier: 'Only the issuer can correct that and issue it again; the holder should tell the issuer.',
    developer:
      'The issuer must correct the credential and sign it again; a change to a signed one breaks its signature.',
  },
  vocabulary: {
    holder: 'Ask whoever checks it to add that vocabulary, or ask the issuer for a badge without it.',
    verifier: 'Ask whoever runs this program to add that vocabulary, or check it with the tool of the issuer.',
    developer: 'Add the document by value: createDocumentLoader({ contexts: { [url]: document } }).',
  },
  sign: {
    holder: 'Ask the issuer for the signed badge; what you have may be a draft or an excerpt.',
    verifier: 'Do not rely on it. Ask the holder for the signed badge from the issuer.',
    developer:
      'Pass the credential as signed, with its proof or as the JWT; sign it with signCredential if it is yours.',
  },
  distrust: {
    holder: 'Get {badge} from the issuer once more and give it unchanged. If that does not help, tell the issuer.',
    verifier:
      'Do not rely on it. Ask the holder for the original, or ask the issuer, at an address that you know yourself, whether it issued this.',
    developer: 'Treat it as forged or altered. Compare it with the original of the issuer, byte by byte.',
  },
  issuerKey: {
    holder: 'Tell the issuer, which must publish the key that it signs with.',
    verifier: 'The issuer must publish the key that it signs with. Until then, ask the issuer whether it issued this.',
    developer: 'The issuer must list the key under assertionMethod in its DID document, or in its JWKS.',
  },
  freshKey: {
    holder: 'Ask the issuer for the same badge, signed with a key that is good now.',
    verifier: 'Ask the holder for the same badge, newly signed by the issuer.',
    developer: 'The issuer must sign the credential again, with a key and a proof that are good now.',
  },
  otherTool: {
    holder: 'Ask the issuer for {badge} in a form that is more widely used.',
    verifier: 'Another program may know it. Or ask the issuer, at an address that you know yourself.',
    developer: 'See the message for what is not known; cryptosuites can be added with the option cryptosuites.',
  },
  online: {
    holder: 'Nothing bad is known of it. Have it checked again with a connection to the internet.',
    verifier: 'Check it again with a connection to the internet.',
    developer: 'Pass documentLoader: createDocumentLoader({ network: true }), or the documents themselves.',
  },
  later: {
    holder: 'Have it checked again later. If that does not help, tell the issuer that its server does not answer.',
    verifier: 'Check it again later. If that does not help, the issuer must repair its server.',
    developer: 'Try again later, or pass the document in createDocumentLoader({ documents }).',
  },
  publish: {
    holder: 'Tell the issuer, which must publish it at a public https address that answers directly.',
    verifier: 'The issuer must publish it at a public https address that answers directly.',
    developer:
      'The issuer must publish it at a public https address; see the options of createDocumentLoader for what can be allowed.',
  },
  again: {
    holder: 'Have it checked once more.',
    verifier: 'Check it once more.',
    developer: 'Verify it once more; the options limits and signal say when to stop.',
  },
  wait: {
    holder: 'Wait until that day. If the date is wrong, tell the issuer.',
    verifier: 'Check it again on that day; the holder can ask the issuer if the date is wrong.',
    developer: 'Verify it again after validFrom; the option now says by which moment to judge.',
  },
  renew: {
    holder: 'Ask the issuer whether you can renew it.',
    verifier: 'Ask the holder for a renewed one. Whether an expired one still counts is for you to decide.',
    developer: 'The issuer can issue it again, with a new period; the option now says by which moment to judge.',
  },
  askWhy: {
    holder: 'Ask the issuer why. Only the issuer can change that or issue a new one.',
    verifier: 'Do not count it. The holder can ask the issuer why.',
    developer:
      'Only the issuer can change that: it may reinstate what is suspended, and must issue anew what is revoked.',
  },
  statusLater: {
    holder: 'Have it checked again later, with a connection to the internet.',
    verifier:
      'Check it again later, with a connection to the internet. Until then, ask the issuer whether it still stands.',
    developer: 'Pass documentLoader: createDocumentLoader({ network: true }), or the list in { documents }.',
  },
  statusList: {
    holder: 'Tell the issuer, which must publish a good list.',
    verifier: 'The issuer must publish a good list. Until then, ask the issuer whether it still stands.',
    developer: 'The issuer must publish a good list; lists of others can be allowed with the option statusIssuers.',
  },
  otherAddress: {
    holder: 'Perhaps the issuer knows you by another address. Give that one, too, or ask the issuer to correct it.',
    verifier: 'Ask the holder which address or id the issuer knows, and check it with that one, too.',
    developer: 'Pass every address and id of the person in the option recipient; one match is enough.',
  },
  nextTime: {
    holder: 'You need not do anything; the issuer should do better with the next one.',
    verifier: 'You need not do anything; the issuer should do better with the next one.',
    developer: 'It does not decide; the issuer should do better with the next one.',
  },
  notNewer: {
    holder: 'If you know of a newer version, give that one.',
    verifier: 'Ask the holder whether there is a newer version.',
    developer: 'The refresh service must give a credential with the same id and issuer and a later validFrom.',
  },
  endorsement: {
    holder: '{Badge} itself is not touched by that; ask whoever endorsed it for a good endorsement.',
    verifier: '{Badge} itself is not touched by that; just do not count that endorsement.',
    developer: 'It never decides; verify the endorsement by itself to see more.',
  },
  member: {
    holder: 'The others are not touched by that; ask the issuer of that one.',
    verifier: 'Do not count that one; the others are not touched by that.',
    developer: 'It never decides about the record; verify that credential by itself to see more.',
  },
  newer: {
    holder: 'Ask the issuer for it.',
    verifier: 'Ask the holder for it.',
    developer: 'Get it from the issuer or its refresh service, and verify that one.',
  },
  evidenceOriginal: {
    holder: 'Give the file exactly as you submitted it, not a copy that was saved again.',
    verifier: 'Ask the holder for the file exactly as it was submitted, or do not count it.',
    developer: 'The digest is over the exact bytes; a file that was saved again is another file.',
  },
  evidenceGive: {
    holder: 'Give that file, too.',
    verifier: 'Ask the holder for that file, and check again with it.',
    developer: 'Pass its bytes in the option evidence, under the id of the evidence.',
  },
  evidenceLook: {
    holder: 'Whoever judges it must look at the file itself; the issuer can add a fingerprint next time.',
    verifier: 'Look at the file yourself, or ask the issuer whether it is the one that was assessed.',
    developer: 'The issuer can add digestMultibase to the evidence, as digestEvidence makes it.',
  },
  presentAgain: {
    holder: 'Present it once more, from your own wallet, in answer to the new request.',
    verifier: 'Do not accept it. Make a new request, and ask the holder to present it once more.',
    developer: 'Make a new challenge, and hold challenge, domain and holder to the request.',
  },
}
