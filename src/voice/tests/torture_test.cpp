// The kinds of messages that RFC 4475 warns of, by its names: whatever comes, the right answer goes out, or none, and
// the next call is taken as if nothing had been.
#include <algorithm>
#include <cctype>

#include "voice/tests/sip_peer.h"

namespace voice::sip {
namespace {

using namespace fixture;

struct Torture {
  const char* name;
  std::string bytes;
  std::vector<int> answers;  // one of these is the first; 0: none
};

const std::string via = "Via: SIP/2.0/UDP 192.0.2.10;branch=z9hG4bKtorture\r\n";
const std::string people = "From: <sip:caller@192.0.2.10>;tag=t1\r\nTo: <sip:95598@198.51.100.1>\r\n";
const std::string sdp_type = "Content-Type: application/sdp\r\n";

// With what most have in common; `more` are further headers, whole lines.
std::string message(const std::string& start, const std::string& more = "", const std::string& body = "") {
  return start + "\r\n" + via + people + "Call-ID: torture\r\nCSeq: 1 " + start.substr(0, start.find(' ')) +
         "\r\nMax-Forwards: 70\r\nContact: <sip:caller@192.0.2.10>\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}
std::string response(const std::string& start, const std::string& cseq = "1 INVITE") {
  return start + "\r\n" + via + people + "Call-ID: torture\r\nCSeq: " + cseq + "\r\nContent-Length: 0\r\n\r\n";
}
std::string with(std::string text, const std::string& what, const std::string& in_place) {
  return text.replace(text.find(what), what.size(), in_place);
}

std::vector<Torture> all() {
  const std::string offer(offer_of_peer);
  const std::string invite = message("INVITE sip:95598@198.51.100.1 SIP/2.0", sdp_type, offer);
  const std::string options = message("OPTIONS sip:95598@198.51.100.1 SIP/2.0");
  const std::string registration = message("REGISTER sip:198.51.100.1 SIP/2.0", "Expires: 60\r\n");
  return {
      // Valid, however odd.
      {"wsinv",
       "INVITE sip:95598@198.51.100.1;unknownparam SIP/2.0\r\nTO :\r\n sip:95598@198.51.100.1 ;   tag2    = "
       "x\r\nfrom   : \"A \\\\\\\"\"       <sip:caller@192.0.2.10>\r\n  ;\r\n  tag = t1\r\nMaX-fOrWaRdS: "
       "0068\r\nCall-ID: "
       "torture\r\nContent-Length   : " +
           std::to_string(offer.size()) +
           "\r\ncseq: 0009\r\n  INVITE\r\nVia  : SIP  /   2.0\r\n /UDP\r\n    192.0.2.10;branch=z9hG4bKws\r\ns :\r\n"
           "NewFangledHeader:   newfangled value\r\n continued newfangled value\r\nUnknownHeader: ;;,,;;,;\r\n"
           "Content-Type: application/sdp\r\nm:\"Quoted \\\"\\\"\" <sip:caller@192.0.2.10> ; new = v ;\r\n  q = "
           "0.33\r\n\r\n" +
           offer,
       {100}},
      {"intmeth", message("!odd-Method0_*+`.%indeed'~ sip:95598@198.51.100.1 SIP/2.0"), {405, 501}},
      {"esc01", with(invite, "sip:95598@", "sip:sips%3A955%398%40x@"), {100}},
      {"escnull", with(registration, "<sip:caller@", "<sip:null-%00-null@"), {400, 401, 403}},
      {"esc02", message("RE%47IST%45R sip:198.51.100.1 SIP/2.0"), {405, 501}},
      {"lwsdisp", with(options, "From: <", "From: caller<"), {200}},
      {"longreq",
       message("INVITE sip:95598@198.51.100.1 SIP/2.0",
               sdp_type + "Via: SIP/2.0/UDP " + std::string(200, 'h') + ".example.com\r\nX-" + std::string(60, 'h') +
                   ": " + std::string(3'000, 'v') + "\r\n",
               offer),
       {100}},
      {"dblreq", registration + invite, {401}},
      {"semiuri", with(options, "sip:95598@", "sip:user;par=u%40example.net@"), {200}},
      {"transports",
       with(options, via,
            via + "Via: SIP/2.0/SCTP t1.example.com;branch=z9hG4bKa\r\nVia: SIP/2.0/UNKNOWN "
                  "t2.example.com;branch=z9hG4bKb\r\n"),
       {200}},
      {"mpart01",
       message("MESSAGE sip:95598@198.51.100.1 SIP/2.0", "Content-Type: multipart/mixed;boundary=b\r\n",
               "--b\r\n\r\nHello\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n" + std::string(1, '\0') +
                   "\x01\xff\r\n--b--\r\n"),
       {405, 501}},
      {"unreason", response("SIP/2.0 200 = 2**3 * 5**2 \xd0\xbd\xd0\xbe"), {0}},
      {"noreason", response("SIP/2.0 100 "), {0}},
      // Not valid.
      {"badinv01",
       with(invite, "Contact: <sip:caller@192.0.2.10>", "Contact: \"Joe\" <sip:caller@192.0.2.10>;;;;"),
       {100, 400}},
      {"badinv01, Via", with(invite, ";branch=z9hG4bKtorture", ";;,;,,"), {0, 400}},
      {"clerr", with(invite, "Content-Length: ", "Content-Length: 9"), {400}},
      {"ncl", with(invite, "Content-Length: ", "Content-Length: -"), {400}},
      {"scalar02", with(registration, "CSeq: 1 ", "CSeq: 36893488147419103232 "), {0, 400}},
      {"scalar02, hops", with(options, "Max-Forwards: 70", "Max-Forwards: 300"), {400}},
      {"scalarlg", response("SIP/2.0 503 Gone", "9292394834772304023312 OPTIONS"), {0}},
      {"quotbal", with(invite, "To: <", "To: \"Mr. J. User <"), {400}},
      {"ltgtruri", with(invite, "sip:95598@198.51.100.1 SIP", "<sip:95598@198.51.100.1> SIP"), {400}},
      {"lwsruri", with(invite, "1 SIP/2.0", "1; lr SIP/2.0"), {400}},
      {"lwsstart", with(invite, "INVITE sip", "INVITE  sip"), {400}},
      {"trws", with(options, "SIP/2.0\r\n", "SIP/2.0  \r\n"), {400}},
      {"escruri", with(invite, "198.51.100.1 SIP", "198.51.100.1?Route=%3Csip:example.com%3E SIP"), {100, 400}},
      {"baddate",
       message("INVITE sip:95598@198.51.100.1 SIP/2.0", sdp_type + "Date: Fri, 01 Jan 2010 16:00:00 EST\r\n", offer),
       {100, 400}},
      {"regbadct",
       with(registration, "<sip:caller@192.0.2.10>\r\nExpires", "sip:u@example.com?Route=%3Csip:x%3E\r\nExpires"),
       {400, 401}},
      {"badaspec", with(options, "To: <sip:95598@198.51.100.1>", "To: \"W, T\" < sip:t@example.org >"), {200, 400}},
      {"baddn", with(options, "From: <", "From: Bell, Alexander <"), {200, 400}},
      {"badvers", with(options, "SIP/2.0\r\n", "SIP/7.0\r\n"), {505}},
      {"mismatch01", with(options, "1 OPTIONS", "1 INVITE"), {400}},
      {"mismatch02", with(message("NEWMETHOD sip:95598@198.51.100.1 SIP/2.0"), "1 NEWMETHOD", "1 INVITE"), {400}},
      {"bigcode", response("SIP/2.0 4294967301 better not break"), {0}},
      {"badbranch", with(options, "z9hG4bKtorture", "z9hG4bK"), {200, 400}},
      // What it says makes no sense.
      {"insuf",
       "INVITE sip:95598@198.51.100.1 SIP/2.0\r\n" + via + "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n",
       {0, 400}},
      {"unkscm", with(options, "sip:95598@198.51.100.1", "nobodyKnowsThisScheme:95598"), {400, 416}},
      {"novelsc", with(options, "sip:95598@198.51.100.1", "soap.beep://192.0.2.103:3002"), {400, 416}},
      {"unksm2", with(registration, "To: <sip:95598@198.51.100.1>", "To: <isbn:2983792873>"), {400, 401, 403, 416}},
      {"bext01",
       message("OPTIONS sip:95598@198.51.100.1 SIP/2.0",
               "Require: nothingSupportsThis, neverWill\r\nProxy-Require: noProxiesSupportThis\r\n"),
       {420}},
      {"invut",
       message("INVITE sip:95598@198.51.100.1 SIP/2.0", "Content-Type: application/unknownformat\r\n", "<audio/>"),
       {415}},
      {"regaut01",
       message("REGISTER sip:198.51.100.1 SIP/2.0", "Authorization: NoOneKnowsThisScheme opaque-data=here\r\n"),
       {401}},
      {"multi01",
       with(invite, "Call-ID: torture\r\n", "Call-ID: torture\r\nCall-ID: other\r\nCSeq: 8 INVITE\r\n"),
       {0, 400}},
      {"mcl01",
       with(options, "Content-Length: 0\r\n", "Content-Length: 13\r\nContent-Length: 5\r\n") + "There's no way",
       {400}},
      {"bcast", with(response("SIP/2.0 200 OK"), "192.0.2.10;branch", "255.255.255.255;branch"), {0}},
      {"zeromf", with(options, "Max-Forwards: 70", "Max-Forwards: 0"), {200, 483}},
      {"cparam01",
       with(registration, "Contact: <sip:caller@192.0.2.10>", "Contact: sip:+19725552222@gw.example.net;unknownparam"),
       {401}},
      {"cparam02",
       with(registration, "Contact: <sip:caller@192.0.2.10>",
            "Contact: <sip:+19725552222@gw.example.net;unknownparam>"),
       {401}},
      {"regescrt",
       with(registration, "Contact: <sip:caller@192.0.2.10>", "Contact: <sip:user@example.com?Route=%3Csip:x%3E>"),
       {401}},
      {"sdp01",
       message("INVITE sip:95598@198.51.100.1 SIP/2.0", sdp_type + "Accept: text/nobodyKnowsThis\r\n", offer),
       {100, 406}},
      // Of the protocol's first version.
      {"inv2543",
       "INVITE sip:95598@198.51.100.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.10\r\nFrom: <sip:caller@192.0.2.10>\r\nTo: "
       "sip:95598@198.51.100.1\r\nCall-ID: torture\r\nCSeq: 1 INVITE\r\nContent-Type: application/sdp\r\n\r\n" +
           offer,
       {100}},
  };
}

class ATorturedSignalling : public Exchange, public ::testing::WithParamInterface<Torture> {};

TEST_P(ATorturedSignalling, AnswersAsItShouldAndTakesTheNextCall) {
  signalling->datagram_came(now, GetParam().bytes, trunk_flow);
  const int answer = nothing_sent() ? 0 : take().status;
  EXPECT_NE(std::ranges::find(GetParam().answers, answer), GetParam().answers.end()) << "answered " << answer;
  // As from somebody who has nothing to do with us: no crash, and nothing that would tell more.
  signalling->datagram_came(now, GetParam().bytes, phone_flow);
  pass(std::chrono::minutes(3));
  transport.sent.clear();
  forget_events();
  call_id = "after";
  come(invite());
  sent(100);
  EXPECT_EQ(told<LegArrived>().called, "95598");
}
INSTANTIATE_TEST_SUITE_P(Rfc4475, ATorturedSignalling, ::testing::ValuesIn(all()), [](const auto& info) {
  std::string name;
  for (const char each : std::string(info.param.name))
    if (std::isalnum(static_cast<unsigned char>(each))) name += each;
  return name;
});

}  // namespace
}  // namespace voice::sip
