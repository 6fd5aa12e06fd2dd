// Streamed and seekable bodies, preconditions and ranges.

#include <deque>
#include <stdexcept>

#include "http/range.h"
#include "http/tests/fixture.h"

namespace http {
namespace {

std::shared_ptr<Stream> stream_of(std::deque<std::string> pieces, std::optional<std::int64_t> size = {}) {
  auto left = std::make_shared<std::deque<std::string>>(std::move(pieces));
  auto next = [left]() -> std::string {
    if (left->empty()) return "";
    auto piece = left->front();
    left->pop_front();
    if (piece == "throw") throw std::runtime_error("x");
    return piece;
  };
  return std::make_shared<Stream>(Stream{next, size});
}

std::shared_ptr<Seekable> seekable_of(std::string content) {
  auto size = static_cast<std::int64_t>(content.size());
  return std::make_shared<Seekable>(Seekable{size, [content](std::int64_t offset, std::int64_t length) {
                                               return content.substr(static_cast<std::size_t>(offset),
                                                                     static_cast<std::size_t>(length));
                                             }});
}

TEST_F(ServerTest, StreamsAnUnknownLengthInChunks) {
  route(Method::Get, "/s", [](Request&) {
    Response r;
    r.stream = stream_of({"one ", "two ", std::string(100'000, 'x')});
    return r;
  });
  start();
  auto c = client();
  for (int i = 0; i < 2; ++i) {
    auto reply = c.get("/s");
    EXPECT_EQ(reply.header("transfer-encoding"), "chunked");
    EXPECT_EQ(reply.body, "one two " + std::string(100'000, 'x'));
  }
  EXPECT_EQ(c.head("/s").status, 200);
  EXPECT_EQ(c.get("/s").status, 200);
  c.send("GET /s HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  auto old = c.read_reply();
  EXPECT_EQ(old.header("connection"), "close");
  EXPECT_EQ(old.body.size(), 100'008u);
}

TEST_F(ServerTest, StreamsAKnownLength) {
  route(Method::Get, "/s", [](Request&) {
    Response r;
    r.stream = stream_of({"abc", "de"}, 5);
    return r;
  });
  route(Method::Get, "/empty", [](Request&) {
    Response r;
    r.stream = stream_of({}, 0);
    return r;
  });
  start();
  auto c = client();
  auto reply = c.get("/s");
  EXPECT_EQ(reply.header("content-length"), "5");
  EXPECT_EQ(reply.body, "abcde");
  EXPECT_EQ(c.get("/empty").body, "");
  EXPECT_EQ(c.get("/s").body, "abcde");
}

TEST_F(ServerTest, CutsABodyThatDoesNotBecomeWhole) {
  auto add = [&](const char* path, std::deque<std::string> pieces, std::optional<std::int64_t> size) {
    route(Method::Get, path, [=](Request&) {
      Response r;
      r.stream = stream_of(pieces, size);
      return r;
    });
  };
  add("/throws", {"abc", "throw"}, {});
  add("/throws-sized", {"abc", "throw"}, 10);
  add("/short", {"abc"}, 10);
  add("/long", {"abc", "defghijk"}, 10);
  start();
  for (const char* path : {"/throws", "/throws-sized", "/short", "/long"})
    EXPECT_THROW(client().get(path), support::ClientError) << path;
}

TEST_F(ServerTest, AnswersRangesOfASeekableBody) {
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += std::to_string(i) + ",";
  route(Method::Get, "/rec", [&](Request&) {
    Response r;
    r.seekable = seekable_of(content);
    return std::move(r.with("ETag", "\"v1\""));
  });
  start();
  auto c = client();
  auto whole = c.get("/rec");
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.header("accept-ranges"), "bytes");
  EXPECT_EQ(whole.body, content);

  auto part = c.get("/rec", {{"Range", "bytes=1000-400000"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.header("content-range"), "bytes 1000-400000/" + std::to_string(content.size()));
  EXPECT_EQ(part.body, content.substr(1'000, 399'001));

  EXPECT_EQ(c.get("/rec", {{"Range", "bytes=-5"}}).body, content.substr(content.size() - 5));
  auto beyond = c.get("/rec", {{"Range", "bytes=99999999-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.header("content-range"), "bytes */" + std::to_string(content.size()));
  EXPECT_EQ(c.get("/rec", {{"Range", "bytes=0-1,4-5"}}).status, 200);
  EXPECT_EQ(c.get("/rec", {{"Range", "bytes=0-1"}, {"If-Range", "\"v1\""}}).status, 206);
  EXPECT_EQ(c.get("/rec", {{"Range", "bytes=0-1"}, {"If-Range", "\"v0\""}}).status, 200);
  auto head = c.head("/rec", {{"Range", "bytes=0-1"}});
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("content-length"), std::to_string(content.size()));
}

TEST_F(ServerTest, SaysNotModifiedToWhoHasIt) {
  route(Method::Get, "/thing", [](Request&) { return text("content").with("ETag", "\"7\""); });
  route(Method::Post, "/thing", [](Request&) { return text("made").with("ETag", "\"7\""); });
  start();
  auto c = client();
  auto same = c.get("/thing", {{"If-None-Match", "\"6\", W/\"7\""}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.header("etag"), "\"7\"");
  EXPECT_FALSE(same.has_header("content-length"));
  EXPECT_EQ(c.get("/thing", {{"If-None-Match", "*"}}).status, 304);
  EXPECT_EQ(c.get("/thing", {{"If-None-Match", "\"8\""}}).body, "content");
  EXPECT_EQ(c.post("/thing", "", {{"If-None-Match", "\"7\""}}).status, 200);
}

struct RangeCase {
  const char* header;
  std::int64_t size;
  RangeAnswer answer;
  std::int64_t offset = 0, length = 0;
};

TEST(ResolveRange, FollowsRfc9110) {
  using enum RangeAnswer;
  for (const auto& c : {RangeCase{"bytes=0-0", 10, Part, 0, 1},
                        RangeCase{"bytes=0-", 10, Part, 0, 10},
                        RangeCase{"bytes=9-", 10, Part, 9, 1},
                        RangeCase{"bytes=2-100", 10, Part, 2, 8},
                        RangeCase{"bytes=-3", 10, Part, 7, 3},
                        RangeCase{"bytes=-100", 10, Part, 0, 10},
                        RangeCase{"BYTES=1-2", 10, Part, 1, 2},
                        RangeCase{"bytes=10-", 10, Unsatisfiable},
                        RangeCase{"bytes=-0", 10, Unsatisfiable},
                        RangeCase{"bytes=0-", 0, Unsatisfiable},
                        RangeCase{"bytes=-1", 0, Unsatisfiable},
                        RangeCase{"bytes=5-4", 10, Whole},
                        RangeCase{"bytes=-", 10, Whole},
                        RangeCase{"bytes=", 10, Whole},
                        RangeCase{"", 10, Whole},
                        RangeCase{"bytes=a-b", 10, Whole},
                        RangeCase{"bytes=1-2,3-4", 10, Whole},
                        RangeCase{"bytes=+1-2", 10, Whole},
                        RangeCase{"seconds=1-2", 10, Whole},
                        RangeCase{"bytes=0-99999999999999999999", 10, Part, 0, 10},
                        RangeCase{"bytes=99999999999999999999-", 10, Unsatisfiable},
                        RangeCase{"bytes=1--2", 10, Whole}}) {
    ByteRange range;
    EXPECT_EQ(resolve_range(c.header, c.size, range), c.answer) << c.header;
    EXPECT_EQ(range.offset, c.offset) << c.header;
    EXPECT_EQ(range.length, c.length) << c.header;
  }
}

}  // namespace
}  // namespace http
