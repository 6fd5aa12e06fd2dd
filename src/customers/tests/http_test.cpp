// Tests of the endpoints: requests as a browser sends them, answered without sockets.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "access/api.h"
#include "customers/testing.h"
#include "tests/support/databases.h"

using namespace customers;
using customers::fixture::need;
using customers::fixture::Office;
using testing::HasSubstr;

namespace {

namespace json = boost::json;

class CustomersApi : public support::StoreTest {
 protected:
  CustomersApi() {
    add_customer_endpoints(api, office.customers);
    token = office.world.sign_in("admin").token;
  }

  // The answer to a request of the administrator's browser.
  http::Response ask(http::Method method, const std::string& pattern, std::vector<std::string> values = {},
                     std::string body = "", std::vector<http::Header> headers = {}, std::string query = "") {
    http::Request request;
    request.method = method;
    request.path = "/api/v1" + pattern;
    request.query = std::move(query);
    request.path_values = std::move(values);
    request.body = std::move(body);
    request.headers = {
        {"host", "here"}, {"origin", "http://here"}, {"cookie", "yingda_session=" + token}, {"accept-language", "en"}};
    bool typed = std::any_of(headers.begin(), headers.end(), [](const auto& h) { return h.first == "content-type"; });
    if (!typed) headers.emplace_back("content-type", "application/json");
    for (auto& header : headers) request.headers.push_back(std::move(header));
    for (const auto& endpoint : api.endpoints())
      if (endpoint.method == method && endpoint.pattern == pattern) return api.answer(endpoint, request);
    throw std::runtime_error("no endpoint " + pattern);
  }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return "";
  }
  static std::string text(const json::value& value, std::string_view field) {
    return std::string(value.at(field).as_string());
  }
  static std::string streamed(const http::Response& response) {
    std::string all;
    for (auto piece = response.stream->next(); !piece.empty(); piece = response.stream->next()) all += piece;
    return all;
  }
  std::string body(const std::string& name) { return base::to_json(office.person(name, "13800138000")); }

  support::TempFolder folder;
  Office office{database(), folder.path("files")};
  org::Api api{office.world.access, office.messages};
  std::string token;
};

}  // namespace

TEST_P(CustomersApi, AFileIsMadeReadEditedAndDeleted) {
  auto made = ask(http::Method::Post, "/customers", {}, body("王小明"));
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(header(made, "ETag"), "\"1\"");
  auto id = text(json::parse(made.body), "id");
  auto edited = ask(http::Method::Put, "/customers/{id}", {id}, body("王大明"), {{"if-match", "\"1\""}});
  EXPECT_EQ(edited.status, 200);
  EXPECT_EQ(header(edited, "ETag"), "\"2\"");
  EXPECT_EQ(ask(http::Method::Put, "/customers/{id}", {id}, body("王大明"), {{"if-match", "\"1\""}}).status, 412);
  EXPECT_EQ(ask(http::Method::Put, "/customers/{id}", {id}, body("王大明")).status, 428);
  auto read = json::parse(ask(http::Method::Get, "/customers/{id}", {id}).body);
  EXPECT_EQ(text(read, "name"), "王大明");
  EXPECT_EQ(text(read.at("identities").at(0), "value"), "138****8000");
  EXPECT_EQ(ask(http::Method::Delete, "/customers/{id}", {id}).status, 204);
  EXPECT_EQ(ask(http::Method::Get, "/customers/{id}", {id}).status, 404);
}

TEST_P(CustomersApi, FaultsComeWithPathsAndWordsInTheLanguageAskedFor) {
  auto refused = ask(http::Method::Post, "/customers", {}, base::to_json(office.person("王小明", "12")));
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr(R"("path":"/identities/0/value","code":"bad_phone","message":"Not a valid)"));
}

TEST_P(CustomersApi, ListsTakeTheirFiltersFromTheQuery) {
  ask(http::Method::Post, "/customers", {}, body("王小明"));
  auto total = [&](const std::string& query) {
    auto response = ask(http::Method::Get, "/customers", {}, "", {}, query);
    return response.status == 200 ? json::parse(response.body).at("total").as_int64() : -response.status;
  };
  EXPECT_EQ(total("q=%E5%B0%8F%E6%98%8E"), 1);
  EXPECT_EQ(total("q=8000&kind=person&stage=lead"), 1);
  EXPECT_EQ(total("kind=organization"), 0);
  EXPECT_EQ(total("kind=robot"), -422);
  EXPECT_EQ(total("centre_id=" + office.world.south.text()), 0);
}

TEST_P(CustomersApi, ActionsAreSubResources) {
  auto kept = office.add("王小明", "13800138000"), other = office.add("王晓明", "13900139000");
  auto id = kept.id.text(), other_id = other.id.text();
  EXPECT_THAT(ask(http::Method::Post, "/customers/{id}/unmaskings", {id}).body, HasSubstr("13800138000"));
  EXPECT_EQ(ask(http::Method::Post, "/customers/{id}/relations", {id},
                R"({"other_id":")" + other_id + R"(","kind":"family","note":""})")
                .status,
            201);
  EXPECT_THAT(ask(http::Method::Get, "/customers/{id}/relations", {other_id}).body, HasSubstr("王小明"));
  EXPECT_EQ(ask(http::Method::Delete, "/customers/{id}/relations/{other_id}", {id, other_id}).status, 204);
  EXPECT_EQ(ask(http::Method::Post, "/customers/{id}/merges", {id}, R"({"other_id":")" + other_id + "\"}").status, 200);
  EXPECT_THAT(ask(http::Method::Get, "/customers/{id}", {other_id}).body, HasSubstr(R"("merged_into":")" + id));
  EXPECT_THAT(ask(http::Method::Get, "/customers/{id}/changes", {id}).body, HasSubstr(R"("kind":"merged")"));
  EXPECT_EQ(ask(http::Method::Post, "/customers/{id}/splits", {id}, R"({"other_id":")" + other_id + "\"}").status, 200);
  EXPECT_THAT(ask(http::Method::Get, "/customers/{id}/duplicates", {id}).body, HasSubstr(R"("items":[])"));
  EXPECT_THAT(ask(http::Method::Get, "/customer-tags").body, HasSubstr(R"("items":[])"));
}

TEST_P(CustomersApi, AnExportIsADownload) {
  office.add("王小明");
  auto response = ask(http::Method::Get, "/customers.csv");
  EXPECT_EQ(header(response, "Content-Type"), "text/csv; charset=utf-8");
  EXPECT_THAT(header(response, "Content-Disposition"), HasSubstr("attachment"));
  EXPECT_THAT(streamed(response), HasSubstr("王小明"));
}

TEST_P(CustomersApi, AnImportGoesFromTheFormToTheDownloadOfItsFaults) {
  std::string form = "--B\r\nContent-Disposition: form-data; name=\"centre_id\"\r\n\r\n" + office.world.north.text() +
                     "\r\n--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: "
                     "text/csv\r\n\r\n姓名,手机\n王伟,13800138000\n坏,1\n\r\n--B--\r\n";
  auto uploaded =
      ask(http::Method::Post, "/customer-imports", {}, form, {{"content-type", "multipart/form-data; boundary=B"}});
  ASSERT_EQ(uploaded.status, 201) << uploaded.body;
  auto import = base::from_json<Import>(uploaded.body);
  ASSERT_TRUE(import) << uploaded.body;
  auto id = import->id.text();
  auto started = ask(http::Method::Post, "/customer-imports/{id}/runs", {id},
                     base::to_json(ImportRun{import->columns, Duplicates::Skip}));
  EXPECT_THAT(started.body, HasSubstr(R"("state":"running")"));
  office.jobs.run_due();
  EXPECT_THAT(ask(http::Method::Get, "/customer-imports/{id}", {id}).body, HasSubstr(R"("state":"done")"));
  EXPECT_THAT(ask(http::Method::Get, "/customer-imports").body, HasSubstr(id));
  EXPECT_THAT(ask(http::Method::Get, "/customer-imports/{id}/faults", {id}).body,
              HasSubstr("Not a valid phone number"));
  EXPECT_THAT(streamed(ask(http::Method::Get, "/customer-imports/{id}/faults.csv", {id})), HasSubstr("坏,1,"));
  EXPECT_EQ(ask(http::Method::Delete, "/customer-imports/{id}", {id}).status, 409);
}

TEST_P(CustomersApi, AFormWithoutFileOrCentreIsRefused) {
  EXPECT_EQ(ask(http::Method::Post, "/customer-imports", {}, "{}").status, 415);
  auto refused = ask(http::Method::Post, "/customer-imports", {},
                     "--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n1\r\n--B--\r\n",
                     {{"content-type", "multipart/form-data; boundary=B"}});
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("/file"));
  EXPECT_THAT(refused.body, HasSubstr("/centre_id"));
}

TEST_P(CustomersApi, OwnFieldsHaveTheirEndpoints) {
  auto made = ask(http::Method::Post, "/customer-fields", {},
                  base::to_json(FieldFields{"grade", "等级", "Grade", FieldKind::Text, {}, false, 1, true}));
  ASSERT_EQ(made.status, 201) << made.body;
  auto id = text(json::parse(made.body), "id");
  EXPECT_THAT(ask(http::Method::Get, "/customer-fields").body, HasSubstr("等级"));
  EXPECT_EQ(ask(http::Method::Put, "/customer-fields/{id}", {id},
                base::to_json(FieldFields{"grade", "级别", "Grade", FieldKind::Text, {}, false, 1, true}),
                {{"if-match", "\"1\""}})
                .status,
            200);
  EXPECT_EQ(ask(http::Method::Delete, "/customer-fields/{id}", {id}).status, 204);
}

TEST_P(CustomersApi, TheDocumentKnowsEveryEndpoint) {
  auto document = api.openapi();
  for (std::string path : {"/customers", "/customers/{id}/merges", "/customer-imports/{id}/faults.csv"})
    EXPECT_THAT(document, HasSubstr("\"/api/v1" + path + "\"")) << path;
}

YINGDA_ON_BOTH_ENGINES(CustomersApi);
