"""Sends and fetches with smtplib and poplib in clear text, with STARTTLS/STLS, over implicit TLS, with and without AUTH."""
import poplib
import smtplib
import ssl
import sys

smtp, submission, smtps, pop3, pop3s = map(int, sys.argv[1:6])
HOST, DOMAIN, PASSWORD = "127.0.0.1", "@mmsys.upenn.edu", "CIS505"
TA, CIS = "ta" + DOMAIN, "cis505" + DOMAIN
tls = ssl.create_default_context()
tls.check_hostname = False
tls.verify_mode = ssl.CERT_NONE


def text(token):
    return f"X-Token: {token}\r\nSubject: {token}\r\nFrom: {TA}\r\nTo: {CIS}\r\n\r\n.dot\r\n..dots\r\nbody of {token}\r\n"


def send(connection, token, **options):
    refused = connection.sendmail(TA, [CIS], text(token).encode(), **options)
    assert not refused, refused
    connection.quit()


def fetch(connection, token, login):
    login(connection)
    count, octets = connection.stat()
    numbers = [int(line.split()[0]) for line in connection.list()[1]]
    assert numbers == list(range(1, count + 1)), numbers
    assert octets == sum(int(line.split()[1]) for line in connection.list()[1])
    assert len(set(line.split()[1] for line in connection.uidl()[1])) == count
    found = None
    for number in numbers:
        lines = connection.retr(number)[1]
        if f"X-Token: {token}".encode() in lines:
            found = number
            assert lines[-3:] == [b".dot", b"..dots", f"body of {token}".encode()], lines
            assert connection.top(number, 0)[1][-1] == b""
    assert found, token
    connection.dele(found)
    connection.quit()


def user_pass(connection):
    connection.user("cis505")
    connection.pass_(PASSWORD)


def stls(connection):
    connection.stls(context=tls)
    assert "USER" in connection.capa()
    user_pass(connection)


send(smtplib.SMTP(HOST, smtp, timeout=60), "py-plain")
fetch(poplib.POP3(HOST, pop3, timeout=60), "py-plain", user_pass)

connection = smtplib.SMTP(HOST, submission, timeout=60)
connection.starttls(context=tls)
connection.ehlo()
assert connection.has_extn("size") and connection.has_extn("pipelining") and not connection.has_extn("starttls")
connection.login("ta", PASSWORD)
send(connection, "py-starttls", mail_options=["BODY=8BITMIME"])
fetch(poplib.POP3(HOST, pop3, timeout=60), "py-starttls", stls)

connection = smtplib.SMTP_SSL(HOST, smtps, timeout=60, context=tls)
connection.login("ta" + DOMAIN, PASSWORD)
send(connection, "py-smtps")
fetch(poplib.POP3_SSL(HOST, pop3s, timeout=60, context=tls), "py-smtps", user_pass)

connection = smtplib.SMTP(HOST, submission, timeout=60)
connection.starttls(context=tls)
try:
    connection.login("ta", "wrong")
    raise SystemExit("a wrong password was accepted")
except smtplib.SMTPAuthenticationError as refused:
    assert refused.smtp_code == 535, refused
connection.close()

connection = poplib.POP3(HOST, pop3, timeout=60)
connection.user("nobody-here")
try:
    connection.pass_("wrong")
    raise SystemExit("an unknown user was accepted")
except poplib.error_proto as refused:
    assert b"[AUTH]" in refused.args[0], refused
connection.close()

connection = smtplib.SMTP(HOST, smtp, timeout=60)
connection.ehlo()
connection.mail(TA)
code, answer = connection.rcpt("nobody-here" + DOMAIN)
assert code == 550 and answer.startswith(b"5.1.1"), (code, answer)
connection.quit()
print("all of python is well")
