#include "voice/sip/message.h"

#include <gtest/gtest.h>

namespace voice::sip {
namespace {

// A request with `start` and `headers` beside those that every request has.
std::string request(std::string_view start, std::string_view headers = "", std::string_view body = "") {
  const std::string method(start.substr(0, start.find(' ')));
  return std::string(start) + "\r\n" +
         "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKa1\r\n"
         "From: <sip:alice@example.com>;tag=a\r\nTo: <sip:100@example.org>\r\n"
         "Call-ID: c1\r\nCSeq: 7 " +
         method + "\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

TEST(AMessage, IsReadWithFoldedLinesCompactNamesAndOddSpaces) {
  const auto message = read_datagram(
      "INVITE sip:vivekg@chair-dnrc.example.com;unknownparam SIP/2.0\r\n"
      "TO :\r\n sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n\r\n"
      "f   : \"J Rosenberg \\\\\\\"\"       <sip:jdrosen@example.com>\r\n  ;\r\n  tag = 98asjd8\r\n"
      "i: wsinv.ndaksdj@192.0.2.1\r\ncseq: 0009\r\n  INVITE\r\n"
      "v:  SIP  / 2.0  / UDP\r\n 192.0.2.2 : 5070 ;branch=390skdjuw\r\n"
      "V: SIP/2.0/TCP spindle.example.com ;\r\n  branch  =   z9hG4bK9ikj8 ,\r\n SIP  /    2.0   / UDP  192.168.255.111 "
      "; branch=\r\n z9hG4bK30239\r\n"
      "k: timer,\r\n\treplaces\r\nm:\"Quoted string \\\"\\\"\" <sip:jdrosen@example.com> ; newparam = newvalue ;\r\n  "
      "q = 0.33\r\n\r\n");
  ASSERT_TRUE(message) << message.error().why;
  EXPECT_EQ(message->method, "INVITE");
  EXPECT_EQ(message->to.tag(), "1918181833n");
  EXPECT_EQ(message->from.tag(), "98asjd8");
  EXPECT_EQ(message->from.display, "J Rosenberg \\\"");
  EXPECT_EQ(message->cseq.number, 9u);
  ASSERT_EQ(message->vias.size(), 3u);
  EXPECT_EQ(message->vias[0].port, 5070);
  EXPECT_EQ(message->vias[1].transport, "TCP");
  EXPECT_EQ(message->vias[2].branch(), "z9hG4bK30239");
  EXPECT_TRUE(message->lists("Supported", "Replaces"));
  EXPECT_EQ(message->all("Contact").size(), 1u);
}

TEST(AMessage, WrittenAndReadAgainIsTheSame) {
  const auto message =
      read_datagram(request("INVITE sip:100@example.org SIP/2.0", "Subject: a\r\nContent-Type: x/y\r\n", "ab\r\ncd"));
  ASSERT_TRUE(message);
  const auto again = read_datagram(message->write());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->body, "ab\r\ncd");
  EXPECT_EQ(again->get("subject"), "a");
  EXPECT_EQ(again->write(), message->write());
}

TEST(AMessage, KeepsEscapesOfTheUserApartFromItsSeparators) {
  const auto uri = Uri::parse("sip:%61%20b%40c;x=1@example.org:5070;transport=TCP?Replaces=a%3Bto-tag%3Db&y=z");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->user, "a b@c;x=1");
  EXPECT_EQ(uri->host, "example.org");
  EXPECT_EQ(uri->port, 5070);
  EXPECT_EQ(uri->parameters.get("transport"), "TCP");
  EXPECT_EQ(*uri_header(*uri, "replaces"), "a;to-tag=b");
  EXPECT_EQ(Uri::parse(uri->text())->user, uri->user);
}

struct Refused {
  const char* what;
  std::string bytes;
  int status;
};

TEST(AMessage, ThatIsMalformedIsRefusedWithTheStatusThatSaysWhy) {
  const std::string ok = "INVITE sip:100@example.org SIP/2.0";
  const Refused cases[] = {
      {"another version", request("INVITE sip:100@example.org SIP/7.0"), 505},
      {"a length beyond the datagram", request(ok, "Content-Length: 9999\r\n", "v=0"), 400},
      {"a negative length", request(ok, "Content-Length: -1\r\n"), 400},
      {"an overlarge length", request(ok, "Content-Length: 99999999999999999999\r\n"), 400},
      {"two lengths", request(ok, "Content-Length: 0\r\nContent-Length: 5\r\n"), 400},
      {"another method in CSeq", "BYE" + request(ok).substr(6), 400},
      {"a URI in angle brackets", request("INVITE <sip:100@example.org> SIP/2.0"), 400},
      {"spaces within the URI", request("INVITE sip:100@example.org; lr SIP/2.0"), 400},
      {"an open quote in Contact", request(ok, "Contact: \"Joe <sip:joe@example.org>\r\n"), 400},
      {"hops beyond 255", request(ok, "Max-Forwards: 300\r\n"), 400},
  };
  for (const auto& it : cases) {
    const auto message = read_datagram(it.bytes);
    ASSERT_FALSE(message) << it.what;
    EXPECT_EQ(message.error().status, it.status) << it.what << ": " << message.error().why;
    ASSERT_TRUE(message.error().reply_to) << it.what;
    EXPECT_EQ(make_response(*message.error().reply_to, 400, "t").get("Call-ID"), "c1") << it.what;
  }
}

TEST(AMessage, WithoutWhatAReplyNeedsGetsNone) {
  for (const std::string& bytes : {std::string("hello"), std::string("INVITE sip:a@b SIP/2.0\r\n\r\n"),
                                   std::string("SIP/2.0 99999999999 x\r\n\r\n"),
                                   std::string("INVITE sip:a@b SIP/2.0\r\nCall-ID: 1\r\nCall-ID: 2\r\n\r\n"),
                                   "ACK sip:100@example.org;x y SIP/2.0" + request("ACK a SIP/2.0").substr(13)}) {
    const auto message = read_datagram(bytes);
    ASSERT_FALSE(message) << bytes;
    EXPECT_FALSE(message.error().reply_to) << bytes;
  }
}

TEST(AMessage, IsBounded) {
  const std::string ok = "INVITE sip:100@example.org SIP/2.0";
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  EXPECT_EQ(read_datagram(request(ok, many)).error().status, 513);
  EXPECT_EQ(read_datagram(request(ok, "X: " + std::string(9000, 'a') + "\r\n")).error().status, 513);
  EXPECT_EQ(read_datagram(request(ok, "", std::string(40'000, 'a'))).error().status, 513);
  EXPECT_FALSE(read_datagram(request(ok, std::string("X: a\0b\r\n", 8))));
}

TEST(AMessage, EndsWhereContentLengthSays) {
  const auto message = read_datagram(
      request("REGISTER sip:example.org SIP/2.0", "Content-Length: 0\r\n", "INVITE sip:x@y SIP/2.0\r\n\r\n"));
  ASSERT_TRUE(message);
  EXPECT_EQ(message->body, "");
}

TEST(AStream, GivesItsMessagesHoweverItIsCut) {
  const std::string one = request("INVITE sip:100@example.org SIP/2.0", "Content-Length: 3\r\n", "abc");
  const std::string all = one + "\r\n\r\n" + one;
  for (std::size_t step = 1; step < all.size(); step += 7) {
    StreamReader reader;
    int messages = 0, pings = 0;
    for (std::size_t at = 0; at < all.size(); at += step) {
      reader.feed(std::string_view(all).substr(at, step));
      std::expected<Message, Malformed> message;
      for (auto got = reader.next(message); got != StreamReader::Step::NeedMore; got = reader.next(message)) {
        ASSERT_NE(got, StreamReader::Step::Broken);
        if (got == StreamReader::Step::Ping) ++pings;
        if (got != StreamReader::Step::Message) continue;
        ++messages;
        EXPECT_EQ(message->body, "abc");
      }
    }
    EXPECT_EQ(messages, 2) << step;
    EXPECT_EQ(pings, 1) << step;
  }
}

TEST(AStream, ThatDoesNotSayWhereItsMessageEndsIsBroken) {
  std::expected<Message, Malformed> message;
  StreamReader no_length;
  no_length.feed(request("OPTIONS sip:100@example.org SIP/2.0"));
  EXPECT_EQ(no_length.next(message), StreamReader::Step::Broken);
  StreamReader endless;
  endless.feed(std::string(message_bytes_max + 1, 'x'));
  EXPECT_EQ(endless.next(message), StreamReader::Step::Broken);
}

}  // namespace
}  // namespace voice::sip
