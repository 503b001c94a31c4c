package org.mmsys.client.ui.demo;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import org.mmsys.client.core.model.Mark;
import org.mmsys.client.core.model.MessageRow;
import org.mmsys.client.core.model.OpenedMessage;
import org.mmsys.client.core.model.OpenedMessage.Part;
import org.mmsys.client.core.model.Person;
import org.mmsys.client.core.model.ThreadLinks;

/** The mail of the demonstration: what a person's mailbox looks like on a Thursday afternoon. */
public final class DemoMails {
    /** The moment at which all this is looked at. */
    public static final Instant NOW = Instant.parse("2026-11-19T14:05:00Z");

    static final Person ADA = new Person("Ada Lovelace", "ada@example.org");
    static final Person GRACE = new Person("Grace Hopper", "grace@example.org");
    static final Person LINUS = new Person("Linus Pauling", "linus@example.org");
    static final Person BILLING = new Person("Hartmann & Söhne", "billing@hartmann-soehne.example");
    static final Person POSTMASTER = new Person("postmaster", "postmaster@example.org");
    static final Person NEWS = new Person("Field Notes Weekly", "hello@fieldnotes.example");
    static final Person MARIE = new Person("Marie Skłodowska", "marie@sorbonne.example");
    static final Person OPS = new Person("Night Watch", "ops@example.org");
    static final Person TRAIN = new Person("Rail & Sea", "tickets@railsea.example");
    static final Person KATHERINE = new Person("Katherine Johnson", "katherine@orbit.example");

    private final String account;
    private final List<DemoMail> inbox = new ArrayList<>();
    private long arrival = 1;

    DemoMails(String account) {
        this.account = account;
    }

    List<DemoMail> inbox() {
        add(
                Duration.ofDays(9),
                POSTMASTER,
                "Welcome to MMSys",
                2_100,
                Set.of(Mark.SEEN),
                List.of(),
                "Hello Ada,\n\nyour account is ready. Folders you make are kept on the server, so you find them again on\n"
                        + "every computer.\n\nIf one of our two servers is down, the other one takes over; the line at the bottom of\n"
                        + "the window says so.\n\nHave fun,\nthe postmaster\n");
        add(
                Duration.ofDays(6),
                KATHERINE,
                "Numbers for the trajectory",
                18_400,
                Set.of(Mark.SEEN, Mark.STARRED),
                List.of(),
                "Ada,\n\nI went through the tables again. Rows 14 to 31 agree to the last digit, row 32 does not:\nplease look at the sign.\n\nKatherine\n");
        thread();
        add(
                Duration.ofDays(3),
                OPS,
                "Disk on s2 is 81 % full",
                1_300,
                Set.of(Mark.SEEN),
                List.of(),
                "s2/primary: /var 81 % (limit 80 %).\n");
        add(
                Duration.ofDays(2).plusHours(3),
                TRAIN,
                "Your tickets to Turin, 4 December",
                312_000,
                Set.of(Mark.SEEN, Mark.ATTACHMENT),
                List.of(new Part("2", "ticket-A7K2M.pdf", "application/pdf", 298_000, false)),
                "Dear Ms Lovelace,\n\nyour tickets are attached.\n");
        add(
                Duration.ofDays(2),
                MARIE,
                "Re: Visit in Paris",
                3_900,
                Set.of(Mark.SEEN, Mark.ANSWERED),
                List.of(),
                "Chère Ada,\n\nthe laboratory is yours on Thursday and Friday. Bring the cards.\n\nMarie\n\n> Would the second week of December suit you?\n> I could come by the night train.\n>\n>> We would love to see the machine.\n\n-- \nMarie Skłodowska\nLaboratoire, rue Lhomond\n");
        newsletter();
        add(
                Duration.ofHours(5),
                LINUS,
                "Lunch on Friday?",
                1_100,
                Set.of(Mark.SEEN),
                List.of(),
                "The place by the canal, at half past twelve?\n\nLinus\n");
        add(
                Duration.ofHours(2).plusMinutes(20),
                OPS,
                "Backup of s1 took over for 41 seconds",
                1_800,
                Set.of(),
                List.of(),
                "14:02:11 s1/primary does not answer\n14:02:12 s1/backup serves\n14:02:52 s1/primary is back and copies\n\nNo mail was delayed.\n");
        invoice();
        add(
                Duration.ofMinutes(12),
                GRACE,
                "Board minutes",
                8_200,
                Set.of(Mark.STARRED, Mark.ATTACHMENT),
                List.of(
                        new Part("2", "minutes-november.odt", "application/vnd.oasis.opendocument.text", 38_000, false),
                        new Part("3", "decisions.csv", "text/csv", 2_400, false)),
                "Hello Ada,\n\nhere are the minutes of Tuesday. Two things need you:\n\n  1. the budget for the second pair of servers,\n"
                        + "  2. a date for the demonstration. I suggest 12 December, see https://calendar.example/d/12-12.\n\nPlease answer until Monday.\n\nGrace\n-- \nGrace Hopper\nExample Organisation, Harbour Street 4\n");
        return inbox;
    }

    private void thread() {
        String[] ids = {"plan-1", "plan-2", "plan-3", "plan-4"};
        Person[] who = {LINUS, GRACE, ADA, LINUS};
        String[] text = {
            "The release is on 1 December, if nobody objects.\n",
            "I object: the documentation is not ready.\n\n> The release is on 1 December, if nobody objects.\n",
            "Give me until the 3rd.\n\n> I object: the documentation is not ready.\n",
            "The 3rd it is.\n\n> Give me until the 3rd.\n"
        };
        for (int i = 0; i < ids.length; i++) {
            List<String> before = List.of(ids).subList(0, i);
            MessageRow row = row(
                    ids[i],
                    NOW.minus(Duration.ofHours(80 - i * 20L)),
                    who[i],
                    (i == 0 ? "" : "Re: ") + "Release plan",
                    2_000 + i * 700L,
                    i == 3 ? Set.of() : Set.of(Mark.SEEN),
                    ThreadLinks.of(ids[i], before));
            inbox.add(new DemoMail(
                    row, who[i], List.of(ADA), List.of(GRACE), text[i], Optional.empty(), List.of(), Map.of()));
        }
    }

    private void invoice() {
        String html = "<html><body><p>Dear Ada,</p><p>please find attached invoice <b>2231</b> for the brass gears"
                + " (order of 2 November).</p><table border='1' cellpadding='6' cellspacing='0'>"
                + "<tr><th align='left'>Item</th><th align='right'>Pieces</th><th align='right'>Sum</th></tr>"
                + "<tr><td>Gear, 40 teeth</td><td align='right'>24</td><td align='right'>312.00</td></tr>"
                + "<tr><td>Gear, 64 teeth</td><td align='right'>8</td><td align='right'>148.80</td></tr>"
                + "<tr><td>Axle, polished</td><td align='right'>12</td><td align='right'>96.00</td></tr>"
                + "<tr><td><b>Total</b></td><td></td><td align='right'><b>556.80</b></td></tr></table>"
                + "<p>Payable within 14 days. You can also <a href='https://pay.hartmann-soehne.example/2231'>pay online</a>.</p>"
                + "<p>With kind regards<br>Hartmann &amp; Söhne, precision parts since 1871</p></body></html>";
        add(
                Duration.ofMinutes(25),
                BILLING,
                "Invoice 2231",
                96_300,
                Set.of(Mark.ATTACHMENT, Mark.HTML),
                List.of(new Part("2", "invoice-2231.pdf", "application/pdf", 91_000, false)),
                "Dear Ada,\n\nplease find attached invoice 2231 for the brass gears (order of 2 November).\n",
                html);
    }

    private void newsletter() {
        String html =
                "<html><body style='background:#f4f1ea;margin:0'><div style='max-width:600px;margin:0 auto;background:#ffffff;padding:24px'>"
                        + "<img src='https://img.fieldnotes.example/head.jpg' width='552' height='120' alt='Field Notes'>"
                        + "<h2 style='color:#2c5545'>Five tide pools worth a detour</h2>"
                        + "<p>Spring tides come late this year, and with them a week of the lowest water since 2015. Our readers sent us their"
                        + " favourite places; here are five of them, from easy to wet.</p><img src='cid:map' width='552' height='200'>"
                        + "<h3>1. The Gull Steps</h3><p>Twenty minutes from the bus, and rich in anemones. Go an hour before low water and"
                        + " mind the green stones.</p><h3>2. Saltmarsh Corner</h3><p>For the patient: sit down, wait, and the crabs come to you. "
                        + "Read the whole story <a href='https://track.fieldnotes.example/c/8821'>on fieldnotes.example</a>.</p>"
                        + "<img src='https://img.fieldnotes.example/crab.jpg' width='552' height='300'>"
                        + "<img src='https://px.fieldnotes.example/o.gif?u=88213' width='1' height='1'></div></body></html>";
        MessageRow row = row(
                "news",
                NOW.minus(Duration.ofHours(7)),
                NEWS,
                "Five tide pools worth a detour",
                48_700,
                Set.of(Mark.HTML),
                ThreadLinks.NONE);
        inbox.add(new DemoMail(
                row,
                NEWS,
                List.of(ADA),
                List.of(),
                "Five tide pools worth a detour\n\nSpring tides come late this year.\n",
                Optional.of(html),
                List.of(),
                Map.of("map", new OpenedMessage.Inline("image/png", map()))));
    }

    private void add(
            Duration ago, Person from, String subject, long size, Set<Mark> marks, List<Part> parts, String plain) {
        MessageRow row = row("m" + arrival, NOW.minus(ago), from, subject, size, marks, ThreadLinks.NONE);
        inbox.add(new DemoMail(row, from, List.of(ADA), List.of(), plain, Optional.empty(), parts, Map.of()));
    }

    private void add(
            Duration ago,
            Person from,
            String subject,
            long size,
            Set<Mark> marks,
            List<Part> parts,
            String plain,
            String html) {
        MessageRow row = row("m" + arrival, NOW.minus(ago), from, subject, size, marks, ThreadLinks.NONE);
        inbox.add(new DemoMail(row, from, List.of(ADA), List.of(GRACE), plain, Optional.of(html), parts, Map.of()));
    }

    private MessageRow row(
            String id, Instant at, Person from, String subject, long size, Set<Mark> marks, ThreadLinks links) {
        return new MessageRow(
                new MessageRow.Key(account, "INBOX", id),
                arrival++,
                subject,
                from.shown(),
                from.address(),
                ADA.shown(),
                at.toEpochMilli(),
                size,
                Mark.bits(marks),
                links);
    }

    /** A small map with sea, land and a dot. */
    private static byte[] map() {
        BufferedImage image = new BufferedImage(552, 200, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setPaint(new GradientPaint(0, 0, new Color(0x9CC7DA), 0, 200, new Color(0x5E9DB8)));
        g.fillRect(0, 0, 552, 200);
        g.setColor(new Color(0xE7DEC3));
        int[] x = {0, 90, 150, 230, 260, 340, 420, 480, 552, 552, 0};
        int[] y = {120, 100, 130, 110, 140, 125, 150, 120, 135, 200, 200};
        g.fillPolygon(x, y, x.length);
        g.setColor(new Color(0xB5533C));
        for (int i = 0; i < 5; i++) {
            g.fillOval(70 + i * 95, 108 + (i % 2) * 16, 12, 12);
        }
        g.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return out.toByteArray();
    }

    /** Many rows, always the same. */
    public static List<MessageRow> many(String account, String folder, int count) {
        Random random = new Random(42);
        String[] words = {
            "plan",
            "invoice",
            "lunch",
            "Tür",
            "release",
            "minutes",
            "question",
            "about",
            "the",
            "server",
            "élan",
            "backup",
            "notes"
        };
        Person[] people = {GRACE, LINUS, BILLING, POSTMASTER, MARIE, OPS, KATHERINE};
        List<MessageRow> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Person from = people[random.nextInt(people.length)];
            String subject = words[random.nextInt(words.length)] + " " + words[random.nextInt(words.length)] + " " + i;
            int marks = (random.nextInt(5) == 0 ? 0 : Mark.SEEN.bit())
                    | (random.nextInt(20) == 0 ? Mark.STARRED.bit() : 0)
                    | (random.nextInt(7) == 0 ? Mark.ATTACHMENT.bit() : 0);
            long[] parents =
                    i > 10 && random.nextInt(3) == 0 ? new long[] {1_000L + i - 1 - random.nextInt(9)} : new long[0];
            rows.add(new MessageRow(
                    new MessageRow.Key(account, folder, "x" + i),
                    i,
                    subject,
                    from.shown(),
                    from.address(),
                    ADA.shown(),
                    NOW.toEpochMilli() - (count - i) * 61_000L - random.nextInt(100_000),
                    900 + random.nextInt(90_000),
                    marks,
                    ThreadLinks.ofHashes(1_000L + i, parents)));
        }
        return rows;
    }
}
